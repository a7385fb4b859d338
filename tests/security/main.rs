//! Attacks on the server as tables: bytes on a socket, the expected statuses, and whether the connection stays open.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod browsers;
mod framing;
mod limits;
mod load;
mod row;

use row::{Row, run};
use test_support::Server;

/// Starts the fixture as a server.
fn start(options: &[&str], environment: &[(&str, &str)]) -> Server {
    Server::start(env!("CARGO_BIN_EXE_fixture"), options, environment)
}

fn assert_rows(options: &[&str], environment: &[(&str, &str)], rows: &[Row]) {
    run(&start(options, environment), rows);
}

#[test]
fn pages_of_other_origins_are_rejected() {
    let (server, rows) = (start(&[], &[]), browsers::rows());
    run(&server, &rows);
    // Rejected requests did not run the step.
    let is_run = |row: &&Row| row.sent.starts_with(b"POST /api/v1/actions/block ") && row.statuses == [200];
    let ran = format!("step=\"block\",status=\"200\"}} {}", rows.iter().filter(is_run).count());
    assert!(server.get("/metrics").body.contains(&ran), "{ran}");
}

#[test]
fn pages_of_other_origins_are_rejected_behind_a_token() {
    assert_rows(&[], &[("PLUGIN_HTTP_TOKEN", "t0ken")], &browsers::rows_with_token("t0ken"));
}

#[test]
fn a_server_on_all_addresses_accepts_any_host_but_no_pages() {
    assert_rows(&["--host", "0.0.0.0"], &[], &browsers::rows_in_a_container());
}

#[test]
fn allow_host_restricts_the_hosts() {
    let options = ["--host", "0.0.0.0", "--allow-host", "plugin.test", "--allow-host", "Other.Test."];
    assert_rows(&options, &[], &browsers::rows_with_allowed_names());
}

#[test]
fn status_reports_the_shutdown() {
    let server = start(&[], &[]);
    assert!(server.get("/api/v1/status").body == r#"{"status":"Ready"}"#);
    assert_eq!(server.post("/api/v1/admin/shutdown", "").status, 200);
    assert!(server.get("/api/v1/status").body == r#"{"status":"Shutdown in progress"}"#);
}

#[test]
fn a_draining_server_rejects_a_message_before_it_reads_the_body() {
    let server = start(&["--max-body", "1000"], &[]);
    assert_eq!(server.post("/actions/wait", "x".repeat(1001)).status, 413);
    assert_eq!(server.post("/api/v1/admin/shutdown", "").status, 200);
    // The body never arrives.
    let head = "POST /actions/wait HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: mine\r\nContent-Length: 1001\r\n\r\n";
    let response = server.exchange(head);
    assert_eq!(response.status, 503);
    assert_eq!(response.header("x-request-id"), Some("mine"));
    assert_eq!(response.header("connection"), Some("close"));
    // Other operations still respond.
    assert_eq!(server.get("/api/v1/info").status, 200);
}

#[test]
fn smuggled_requests_are_rejected() {
    assert_rows(&[], &[], &framing::rows());
}

#[test]
fn requests_are_limited_and_require_the_token() {
    let rows: Vec<_> = limits::rows().into_iter().chain(limits::tokens()).collect();
    assert_rows(&["--max-body", "1000", "--read-timeout", "1"], &[("PLUGIN_HTTP_TOKEN", "t0ken")], &rows);
}
