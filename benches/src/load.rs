//! Sends requests over connections that stay open, each as soon as the reply before it has arrived.

use crate::subject::Workload;
use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends `count` requests over so many connections.
pub(crate) fn requests(port: u16, workload: &Workload, connections: usize, count: i64) -> Result<()> {
    let left = AtomicI64::new(count);
    run(port, &[workload.request()], connections, || left.fetch_sub(1, Ordering::Relaxed) > 0).map(drop)
}

/// Sends requests for so long over the connections of the workload. Returns how many.
pub(crate) fn during(port: u16, workload: &Workload, time: Duration) -> Result<f64> {
    in_turn(port, &[workload.request()], workload.connections, time)
}

/// Sends these requests in turn for so long over so many connections. Returns how many.
pub(crate) fn in_turn(port: u16, requests: &[String], connections: usize, time: Duration) -> Result<f64> {
    let start = Instant::now();
    run(port, requests, connections, || start.elapsed() < time)
}

fn run(port: u16, requests: &[String], connections: usize, go_on: impl Fn() -> bool) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let connections = (0..connections).map(|first| serve(port, requests, first, &go_on));
        Ok(try_join_all(connections).await?.into_iter().sum())
    })
}

/// Sends requests over one connection, in turn from the one at `first`. Returns how many.
async fn serve(port: u16, requests: &[String], first: usize, go_on: impl Fn() -> bool) -> Result<f64> {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await?;
    socket.set_nodelay(true)?;
    let (mut count, mut received) = (0.0, Vec::with_capacity(32 << 10));
    let mut requests = requests.iter().cycle().skip(first);
    while go_on() {
        let request = requests.next().context("no requests")?;
        socket.write_all(request.as_bytes()).await?;
        received.clear();
        while !is_complete(&received)? {
            ensure!(socket.read_buf(&mut received).await? > 0, "the server closed the connection");
        }
        count += 1.0;
    }
    Ok(count)
}

/// Whether this is a whole response, which must have the status 200.
fn is_complete(response: &[u8]) -> Result<bool> {
    let Some(end) = response.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(false) };
    let head = String::from_utf8_lossy(&response[..end]).to_ascii_lowercase();
    ensure!(head.starts_with("http/1.1 200"), "{}", String::from_utf8_lossy(response));
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.context("the response has no length")?.trim().parse()?;
    Ok(response.len() >= end + 4 + length)
}
