//! The API client where APIs are odd.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod bodies;
mod clocks;
#[cfg(unix)]
mod downloads;
mod limits;
mod logins;
mod paging;
mod shapes;

use plugin_core::Http;
use plugin_core::api::HttpBuilder;
use plugin_core::testing::Stub;

/// A client of the stub, whatever its address is.
fn client(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Http {
    stub.scope_sync(|| build(Http::builder("https://api.example.com/v1")).build()).unwrap()
}

/// The addresses that were asked.
fn urls(stub: &Stub) -> Vec<String> {
    stub.sent().iter().map(|sent| sent.url().to_owned()).collect()
}
