//! An environment variable that is invalid fails the step. It is never ignored.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

use serde_json::{Value, json};
use std::process::Command;
use test_support::output;

/// Runs `add_user` against this URL with one variable. Returns the data of the error.
fn error(url: &str, variable: &str, value: &str) -> String {
    let message = json!({"version": "v1", "type": "action_start", "body": {
        "action": "add_user",
        "input": {"name": "Grace", "email": "grace@example.com"},
        "connection": {
            "url": url, "account_id": "acme-17", "client_id": "tests", "client_secret": {"secretKey": "s3cr3t"},
        },
    }});
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-plugin"));
    command.env_remove("PLUGIN_LOG").env_remove("RUST_LOG").arg("run").env(variable, value);
    let output = output(&mut command, &message.to_string());
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    reply["body"]["error"].as_str().unwrap().to_owned()
}

const HTTP: &str = "http://127.0.0.1:1/v1";
const HTTPS: &str = "https://127.0.0.1:1/v1";

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    for variable in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
        let error = error(HTTPS, variable, "/no/such/file");
        let expected = format!("{variable} cannot be read: No such file or directory (os error 2)");
        assert!(error.contains(&expected), "{error}");
    }
}

#[test]
fn a_proxy_that_is_not_a_url_is_an_error() {
    for (url, variable) in
        [(HTTPS, "HTTPS_PROXY"), (HTTPS, "https_proxy"), (HTTP, "HTTP_PROXY"), (HTTP, "ALL_PROXY")]
    {
        let error = error(url, variable, ":::s3cr3t");
        let expected = format!("{variable} is not a URL, such as http://proxy:3128");
        assert!(error.contains(&expected) && !error.contains("s3cr3t"), "{error}");
    }
}

#[test]
fn a_valid_proxy_is_used() {
    for proxy in ["127.0.0.1:9", "http://127.0.0.1:9", "localhost:9", "http://user:s3cr3t@127.0.0.1:9"] {
        let error = error(HTTPS, "HTTPS_PROXY", proxy);
        assert!(!error.contains("is not a URL") && !error.contains("s3cr3t"), "{proxy}: {error}");
    }
}
