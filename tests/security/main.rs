//! Attacks on the server as a table: what is sent over a socket, the statuses that come back, and whether the connection
//! goes on.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod browsers;
mod framing;
mod limits;
mod load;
mod row;
mod server;

use row::{Row, run};
use server::Server;

fn holds(options: &[&str], environment: &[(&str, &str)], rows: &[Row]) {
    run(&Server::start(options, environment), rows);
}

#[test]
fn a_page_of_another_origin_cannot_call_a_server() {
    let (server, rows) = (Server::start(&[], &[]), browsers::rows());
    run(&server, &rows);
    // What was refused did not run either.
    let is_run = |row: &&Row| row.sent.starts_with(b"POST /api/v1/actions/block ") && row.statuses == [200];
    let ran = format!("step=\"block\",status=\"200\"}} {}", rows.iter().filter(is_run).count());
    assert!(server.get("/metrics").contains(&ran), "{ran}");
}

#[test]
fn behind_a_token_a_page_of_another_origin_is_refused_as_well() {
    holds(&[], &[("PLUGIN_HTTP_TOKEN", "t0ken")], &browsers::rows_with_token("t0ken"));
}

#[test]
fn a_server_in_a_container_is_called_by_any_name_but_not_by_a_page() {
    holds(&["--host", "0.0.0.0"], &[], &browsers::rows_in_a_container());
}

#[test]
fn names_that_are_allowed_are_the_only_ones() {
    let options = ["--host", "0.0.0.0", "--allow-host", "plugin.test", "--allow-host", "Other.Test."];
    holds(&options, &[], &browsers::rows_with_allowed_names());
}

#[test]
fn after_the_shutdown_the_status_says_so() {
    let server = Server::start(&[], &[]);
    assert!(server.get("/api/v1/status").ends_with(r#"{"status":"Ready"}"#));
    let request = "POST /api/v1/admin/shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(server.exchange(request).starts_with("HTTP/1.1 200 "));
    assert!(server.get("/api/v1/status").ends_with(r#"{"status":"Shutdown in progress"}"#));
}

#[test]
fn nothing_is_taken_for_a_request_that_is_none() {
    holds(&[], &[], &framing::rows());
}

#[test]
fn a_request_has_bounds_and_only_the_token_opens_the_server() {
    let rows: Vec<_> = limits::rows().into_iter().chain(limits::tokens()).collect();
    holds(&["--max-body", "1000", "--read-timeout", "1"], &[("PLUGIN_HTTP_TOKEN", "t0ken")], &rows);
}
