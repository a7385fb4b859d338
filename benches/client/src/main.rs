//! One call of an API, made in several ways: by `#[api_call]`, by hand on reqwest, and by two other declarative clients.
//!
//! `bench-client serve` answers it, `bench-client KIND COUNT` makes it so often, one after the other, and prints how many
//! allocations and microseconds a call takes. `run.sh` does the rest.

mod calls;

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Where the API is; the other clients want it to be known at compile time.
const ADDRESS: &str = "127.0.0.1:10911";

async fn serve() {
    let user = async |Path(id): Path<String>| {
        Json(json!({"id": id, "name": "Ada Lovelace", "email": "ada@example.com", "roles": ["admin", "editor"], "active": true}))
    };
    let listener = tokio::net::TcpListener::bind(ADDRESS).await.expect("a free port");
    axum::serve(listener, Router::new().route("/v1/users/{id}", get(user))).await.expect("a server");
}

async fn make(kind: &str, count: u32) {
    let clients = calls::Clients::new();
    // Connections and buffers that the first calls make are not counted.
    for _ in 0..20 {
        clients.call(kind).await;
    }
    let (region, start) = (Region::new(ALLOCATOR), Instant::now());
    for _ in 0..count {
        clients.call(kind).await;
    }
    let (change, took) = (region.change(), start.elapsed());
    let each = |total: usize| total as f64 / f64::from(count.max(1));
    println!(
        "{kind:<12} {:>8.1} allocations {:>8.1} reallocations {:>9.0} bytes {:>9.1} us {:>9.0} calls/s",
        each(change.allocations),
        each(change.reallocations),
        each(change.bytes_allocated),
        took.as_secs_f64() * 1e6 / f64::from(count.max(1)),
        f64::from(count) / took.as_secs_f64(),
    );
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => runtime.block_on(serve()),
        [kind, count] => runtime.block_on(make(kind, count.parse().expect("a count"))),
        _ => eprintln!("usage: bench-client serve | KIND COUNT; kinds: {}", calls::KINDS.join(", ")),
    }
}
