//! `--debug` logs the requests and responses of the API client, without secrets.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

use serde_json::{Value, json};
use std::process::Command;
use test_support::output;

/// Runs `add_user` with these arguments and variables. Returns stderr, and the log of the reply.
fn log(arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let user = json!({"id": "u-3", "name": "Grace", "email": "token=s3cr3t-of-api"});
    let address = test_support::http::serve(move |_| (200, user.to_string()));
    let message = json!({"version": "v1", "type": "action_start", "body": {
        "action": "add_user",
        "input": {"name": "Grace s3cr3t-of-api", "email": "grace@example.com"},
        "connection": {
            "url": format!("http://{address}/v1"), "account_id": "acme-17", "client_id": "tests",
            "client_secret": {"secretKey": "s3cr3t-of-api"},
        },
    }});
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-plugin"));
    command.env_remove("PLUGIN_LOG").env_remove("RUST_LOG").args(arguments).envs(variables.iter().copied());
    let output = output(&mut command, &message.to_string());
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    let normal = |text: &str| without_times(&text.replace(&address.to_string(), "ADDRESS"));
    (normal(&String::from_utf8(output.stderr).unwrap()), normal(reply["body"]["log"].as_str().unwrap()))
}

/// The text with no digits before ` ms`.
fn without_times(text: &str) -> String {
    let parts = text.split(" ms").map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    parts.collect::<Vec<_>>().join(" ms")
}

const STEP: &str = "acme/Example:1.0.0. Step name: add_user\n";
const SUMMARY: &str = "POST users/add: 200 in  ms\n";
const BODY: &str = r#"POST users/add: body of 57 bytes after  ms: {"id":"u-3","name":"Grace","email":"token=********"}
"#;
const REQUESTS: &str = r#"POST users/add: request 1 to http://ADDRESS/v1/users/add; x-account-id: ********; x-client-id: ********; accept-encoding: gzip; content-type: application/json; authorization: ********; body of 58 bytes: {"name":"Grace ********","email":"grace@example.com"}
POST users/add: response 1 after  ms: 200; connection: close; content-length: 57
"#;

#[test]
fn requests_and_responses_are_logged_without_secrets() {
    let expected = format!("{STEP}{REQUESTS}{SUMMARY}{BODY}");
    for (arguments, variables) in [
        (&["--debug", "run"][..], &[][..]),
        (&["run"], &[("PLUGIN_LOG", "debug")]),
        (&["run"], &[("RUST_LOG", "warn,plugin_http=debug")]),
    ] {
        let (stderr, log) = log(arguments, variables);
        assert_eq!(stderr, expected, "{arguments:?} {variables:?}");
        assert_eq!(log, expected, "{arguments:?} {variables:?}");
    }
}

#[test]
fn other_levels_log_one_line_for_each_call() {
    for variables in [&[][..], &[("RUST_LOG", "error")], &[("PLUGIN_LOG", "info"), ("RUST_LOG", "debug")]] {
        assert_eq!(log(&["run"], variables).0, format!("{STEP}{SUMMARY}"), "{variables:?}");
    }
    let (stderr, _) = log(&["run"], &[("PLUGIN_LOG", "a=b")]);
    assert!(stderr.starts_with("PLUGIN_LOG is ignored: expected a level"), "{stderr}");
}
