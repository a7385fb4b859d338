//! Measures whether the memory and the processor time of a request grow with what a server holds.

use crate::build;
use crate::load;
use crate::process::Server;
use crate::subject::{OF_ENCODE, OF_LIST_USERS, Subject, Workload};
use crate::table::shown;
use anyhow::Result;
use std::net::TcpStream;
use std::time::Duration;

const IDLE_CONNECTIONS: usize = 10_000;
const TENANTS: usize = 1_000;
const TIME: Duration = Duration::from_secs(3);

/// Prints a table.
pub(crate) fn measure() -> Result<()> {
    println!("| server | memory, MiB | processor time of a request, µs |");
    println!("| --- | --- | --- |");
    idle_connections()?;
    tenants(&OF_ENCODE)?;
    tenants(&OF_LIST_USERS)?;
    actions()
}

fn row(server: &str, memory: f64, microseconds: f64) {
    println!("| {server} | {} | {} |", shown(memory), shown(microseconds));
}

fn idle_connections() -> Result<()> {
    let [plugin, _] = Subject::plugins()?;
    let plugin = plugin.option("--max-connections", "20000");
    let server = Server::start(&plugin, &[], &OF_ENCODE)?;
    let one = [OF_ENCODE.request()];
    let before = cpu(&server, &one)?;
    row("no idle connection", server.memory(), before);
    let connect = || TcpStream::connect(("127.0.0.1", server.port));
    let idle = (0..IDLE_CONNECTIONS).map(|_| connect()).collect::<Result<Vec<_>, _>>()?;
    let after = cpu(&server, &one)?;
    row(&format!("{IDLE_CONNECTIONS} idle connections"), server.memory(), after);
    drop(idle);
    server.stop()
}

fn tenants(workload: &Workload) -> Result<()> {
    let [plugin, _] = Subject::plugins()?;
    let server = Server::start(&plugin, &[], workload)?;
    let one = cpu(&server, &[workload.request()])?;
    row(&format!("{}: 1 connection of the plugin", workload.name), server.memory(), one);
    let all: Vec<String> = (0..TENANTS).map(|tenant| workload.request_of(tenant)).collect();
    // The first requests open the connections.
    load::in_turn(server.port, &all, 1, TIME)?;
    let many = cpu(&server, &all)?;
    row(&format!("{}: {TENANTS} connections of the plugin", workload.name), server.memory(), many);
    server.stop()
}

fn actions() -> Result<()> {
    let server = Server::start(&Subject::of(build::many()?), &[], &OF_LAST_ACTION)?;
    let microseconds = cpu(&server, &[OF_LAST_ACTION.request()])?;
    row("the last of 200 actions, which returns its input", server.memory(), microseconds);
    let first = Workload { path: "/actions/a000", message: OF_FIRST_ACTION, ..OF_LAST_ACTION };
    row("the first of them", server.memory(), cpu(&server, &[first.request()])?);
    server.stop()
}

const OF_FIRST_ACTION: &str = r#"{"version":"v1","type":"action_start","body":{"action":"a000","meta":{},"input":{"content":"hello"}}}"#;
const OF_LAST_ACTION: Workload = Workload {
    name: "200 actions",
    path: "/actions/a199",
    message: r#"{"version":"v1","type":"action_start","body":{"action":"a199","meta":{},"input":{"content":"hello"}}}"#,
    ..OF_ENCODE
};

/// The processor time of these requests over 16 connections, in microseconds.
fn cpu(server: &Server, requests: &[String]) -> Result<f64> {
    let before = server.cpu_seconds();
    let count = load::in_turn(server.port, requests, OF_ENCODE.connections, TIME)?;
    Ok((server.cpu_seconds() - before) * 1e6 / count)
}
