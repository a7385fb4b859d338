//! The server: its limit of steps, the token, logs, metrics, and the description of its routes.

use super::support::{WIRETEST, active_work, assert_ready, message, run_action, start, start_with};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};
use test_support::{Server, wait_until};

/// Sends a GET request with headers, and returns the status.
fn get_status(server: &Server, path: &str, headers: &str) -> u16 {
    server.request("GET", path, headers, b"").status
}

#[test]
fn requests_beyond_max_running_get_503_and_status_responds() {
    let server = start(&["--max-running", "2"]);
    std::thread::scope(|scope| {
        let slow = || run_action(&server, "fail", json!({"kind": "sleep", "seconds": 1})).status;
        let callers: Vec<_> = (0..8).map(|_| scope.spawn(slow)).collect();
        assert_eq!(get_status(&server, "/api/v1/status", ""), 200);
        let mut statuses: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
        statuses.sort_unstable();
        // Two run, two wait, the others are rejected.
        assert_eq!(statuses, [200, 200, 200, 200, 503, 503, 503, 503]);
    });
    assert_ready(&server);
}

#[test]
fn admin_status_reports_running_and_waiting_steps_and_the_shutdown() {
    let server = start(&["--max-running", "1"]);
    let status = |active: usize, is_shut_down: bool| {
        let is_safe = is_shut_down && active == 0;
        json!({"active_work": active, "shutdown_initiated": is_shut_down, "shutdown_safe": is_safe})
    };
    let is = |expected: Value| server.get("/api/v1/admin/status").json() == expected;
    assert!(is(status(0, false)));
    std::thread::scope(|scope| {
        // One step runs and one waits.
        for _ in 0..2 {
            scope.spawn(|| run_action(&server, "fail", json!({"kind": "sleep", "seconds": 1})));
        }
        wait_until("both steps count", || is(status(2, false)));
        server.post("/api/v1/admin/shutdown", "");
        assert!(is(status(2, true)));
    });
    assert!(is(status(0, true)));
}

#[test]
fn the_error_beyond_max_running_names_the_option() {
    let server = start(&["--max-running", "1"]);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| run_action(&server, "fail", json!({"kind": "sleep", "seconds": 1})));
        }
        wait_until("one step runs and one waits", || active_work(&server) == 2);
        let (status, body) = run_action(&server, "echo", json!({"text": "a"})).status_and_json();
        assert_eq!(status, 503);
        let error = body["error"].as_str().unwrap();
        assert!(error.contains("steps are running") && error.contains("--max-running"), "{error}");
    });
}

#[test]
fn requests_must_carry_the_token() {
    let server = start_with(&[], &[("PLUGIN_HTTP_TOKEN", "t0ken")]);
    assert_eq!(get_status(&server, "/api/v1/status", ""), 200);
    for (headers, status) in [
        ("", 401),
        ("Authorization: Bearer wrong\r\n", 401),
        ("Authorization: Bearer t0ke\r\n", 401),
        ("Authorization: Basic t0ken\r\n", 401),
        ("Authorization: Bearer t0ken\r\n", 200),
        ("authorization: bearer t0ken\r\n", 200),
        ("Authorization: Bearer \r\n", 401),
    ] {
        assert_eq!(get_status(&server, "/api/v1/actions", headers), status, "{headers}");
    }
}

#[test]
fn wrong_tokens_are_logged_at_most_once_a_second() {
    let server = start_with(&[], &[("PLUGIN_HTTP_TOKEN", "t0ken")]);
    let start = Instant::now();
    let lines = || server.log().matches("token is missing or wrong").count();
    for _ in 0..300 {
        assert_eq!(get_status(&server, "/api/v1/actions", "Authorization: Bearer wrong\r\n"), 401);
    }
    assert!((1..=1 + start.elapsed().as_secs() as usize).contains(&lines()), "{}", lines());
    std::thread::sleep(Duration::from_secs(1));
    get_status(&server, "/api/v1/actions", "");
    server.wait_for_log(" more since the last such line)");
}

#[test]
#[cfg(target_os = "linux")]
fn the_token_is_removed_from_the_environment() {
    let server = start_with(&["--max-running", "3"], &[("PLUGIN_HTTP_TOKEN", "t0ken"), ("OTHER", "kept")]);
    let of_process = |file| std::fs::read(format!("/proc/{}/{file}", server.id())).unwrap();
    let environment = String::from_utf8_lossy(&of_process("environ")).into_owned();
    assert!(environment.contains("OTHER=kept") && !environment.contains("t0ken"), "{environment}");
    assert!(of_process("cmdline").ends_with(b"\0--max-running\x003\0"));
    assert_eq!(get_status(&server, "/api/v1/actions", ""), 401);
    assert_eq!(get_status(&server, "/api/v1/actions", "Authorization: Bearer t0ken\r\n"), 200);
}

#[test]
fn an_invalid_token_is_rejected_at_start() {
    let long = "x".repeat(5000);
    for (token, reason) in [
        ("", "is empty"),
        ("two words", "without spaces"),
        ("line\nbreak", "without spaces"),
        (&long, "longer than 4096"),
    ] {
        let mut command = Command::new(WIRETEST);
        let output =
            command.args(["http", "--host", "999.0.0.1"]).env("PLUGIN_HTTP_TOKEN", token).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && error.contains(reason), "{error}");
    }
}

#[test]
fn an_address_in_use_is_reported() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let output = Command::new(WIRETEST).args(["http", "--port", &port]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && error.contains("See --host and --port."), "{error}");
}

#[test]
fn responses_carry_the_request_id() {
    let server = start(&[]);
    let body = message("noinput", json!({})).to_string();
    let id = |headers: &str, body: &str| {
        let response = server.request("POST", "/actions/noinput", headers, body.as_bytes());
        response.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(id("X-Request-ID: my own\r\n", &body), "my own");
    assert_eq!(id("X-Request-ID: my own\r\n", "no message"), "my own");
    let (one, other) = (id("", &body), id("", &body));
    assert!(one.len() == 32 && other.len() == 32 && one != other, "{one} {other}");
}

#[test]
fn a_wrong_path_or_body_gets_a_hint() {
    let server = start(&[]);
    let body = message("echo", json!({"text": "a"})).to_string();
    let description = |path: &str, body: &str| {
        let response = server.request("POST", path, "", body.as_bytes());
        let value: Value = serde_json::from_str(&response.body).unwrap();
        (response.status, value["description"].as_str().unwrap_or_default().to_owned())
    };
    let (status, text) = description("/api/v1/actions/ecko", &body);
    assert_eq!(status, 400);
    assert!(text.starts_with("This plugin has no action \"ecko\"; did you mean \"echo\"?"), "{text}");
    let (status, text) = description("/api/v1/actions/monitor", &body);
    assert_eq!(status, 400);
    assert!(text.starts_with("This plugin has no action \"monitor\"; \"monitor\" is a task"), "{text}");
    let expected = "The body of the message must name the action of the path: \"action\": \"noinput\".";
    assert_eq!(description("/api/v1/actions/noinput", &body), (400, expected.to_owned()));
    let expected = "The message is not JSON: expected value at line 1 column 1. It is the name of a file: curl sends its content with `-d @message.json`.";
    assert_eq!(description("/api/v1/actions/echo", "message.json"), (400, expected.to_owned()));
    let expected = "No operation has this path, which ends with a slash. GET / lists the paths.";
    assert_eq!(description("/api/v1/actions/echo/", &body), (404, expected.to_owned()));
}

#[test]
fn a_wrong_method_is_rejected_with_those_of_the_path() {
    let server = start(&[]);
    for (method, path, allowed) in [
        ("DELETE", "/api/v1/actions/echo", "GET, HEAD, POST"),
        ("POST", "/api/v1/status", "GET, HEAD"),
        ("GET", "/actions/echo", "POST"),
    ] {
        let response = server.request(method, path, "", b"");
        assert_eq!((response.status, response.header("allow")), (405, Some(allowed)), "{method} {path}");
    }
    let head = server.request("HEAD", "/api/v1/status", "", b"");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn metrics_count_steps() {
    let server = start(&[]);
    assert_ready(&server);
    assert_ready(&server);
    run_action(&server, "fail", json!({"kind": "custom"}));
    run_action(&server, "unknown step", json!({}));
    let text = server.get("/metrics").body;
    for line in [
        "plugin_steps_total{kind=\"action\",step=\"echo\",status=\"200\"} 2",
        "plugin_steps_total{kind=\"action\",step=\"fail\",status=\"400\"} 1",
        "plugin_steps_total{kind=\"task\",step=\"monitor\",status=\"200\"} 0",
        "plugin_step_seconds_count{kind=\"action\",step=\"echo\"} 2",
        "plugin_running 0",
        "plugin_connections 1",
        "plugin_refused_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in {text}");
    }
    assert!(!text.contains("unknown step"), "{text}");
    // The page lists each metric.
    let page = include_str!("../../../../docs/running.md");
    for name in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()) {
        let is_listed =
            [format!("| `{name}` |"), format!("| `{name}_total` |")].iter().any(|row| page.contains(row));
        assert!(is_listed, "docs/running.md does not list {name}");
    }
}

#[test]
fn cloud_log_lines_name_their_request() {
    let server = start_with(&[], &[("PLUGIN_RUNTIME_ENVIRONMENT", "cloud")]);
    let headers = "X-Request-ID: r-1\r\nX-IPIMS-ORGID: o-1\r\nX-INTEGRATION-ID: i-1\r\n";
    let body = message("fail", json!({"kind": "custom"})).to_string();
    server.request("POST", "/api/v1/actions/fail", headers, body.as_bytes());
    server.wait_for_log("The cause.");
    let lines: Vec<Value> = server.log().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.last().unwrap();
    assert_eq!(last["level"], "error");
    for (key, value) in [
        ("request_path", "/api/v1/actions/fail"),
        ("request_id", "r-1"),
        ("org_id", "o-1"),
        ("int_id", "i-1"),
    ] {
        assert_eq!(last[key], value, "{last}");
    }
}

#[test]
fn a_missing_cloud_configuration_is_logged_and_the_server_starts() {
    let environment = [("PLUGIN_RUNTIME_ENVIRONMENT", "cloud"), ("CPS_ENDPOINT", "nonsense")];
    let server = start_with(&[], &environment);
    assert_ready(&server);
    let log = server.log();
    assert!(log.contains("The configuration service at CPS_ENDPOINT failed"), "{log}");
}

#[test]
fn the_api_description_matches_the_routes() {
    let described = |server: &Server| server.get("/api/v1/api").json()["paths"].as_object().unwrap().clone();
    let server = start(&[]);
    let paths = described(&server);
    for (path, operations) in &paths {
        let name = if path.contains("tasks") {
            "monitor"
        } else if path.contains("triggers") {
            "tick"
        } else {
            "echo"
        };
        let called = path.replace("{name}", name).replace("{connection_test_type}", "test");
        for method in ["get", "post"] {
            let status = server.request(&method.to_uppercase(), &called, "", b"").status;
            let exists = !matches!(status, 404 | 405);
            assert_eq!(exists, operations.get(method).is_some(), "{method} {path}: {status}");
        }
    }
    let cloud = start_with(&[], &[("PLUGIN_RUNTIME_ENVIRONMENT", "cloud")]);
    let in_cloud = described(&cloud);
    for (path, exists) in [("/metrics", true), ("/actions/{name}", true), ("/api/v1/admin/shutdown", false)] {
        assert!(paths.contains_key(path) && in_cloud.contains_key(path) == exists, "{path}");
    }
}

#[test]
fn the_root_lists_steps_and_operations_as_text_or_json() {
    let server = start(&[]);
    let text = server.get("/");
    assert_eq!(text.status, 200);
    for line in [
        "POST /api/v1/actions/echo: ",
        "trigger tick: start it with `wiretest run < message.json`",
        "GET  /api/v1/status: ",
    ] {
        assert!(text.body.contains(line), "{line} is missing:\n{}", text.body);
    }
    let page = server.request("GET", "/", "Accept: application/json\r\n", b"").json();
    assert_eq!(page["name"], "wiretest");
    assert!(page["triggers"].as_array().unwrap().contains(&json!("tick")), "{page}");
    let paths: Vec<_> = page["operations"].as_array().unwrap().iter().map(|it| &it["path"]).collect();
    assert!(paths.contains(&&json!("/api/v1/status")), "{page}");
}

#[test]
fn a_trigger_is_not_started_over_http() {
    let server = start(&[]);
    for (path, status) in [("/api/v1/triggers/tick", 405), ("/triggers/tick", 404)] {
        let response = server.post(path, "{}");
        assert_eq!(response.status, status);
        assert!(response.body.contains("Start it with the command `run`"), "{}", response.body);
    }
}
