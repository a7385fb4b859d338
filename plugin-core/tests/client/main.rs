//! The API client: requests, responses, authentication, paging, retries and limits.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod arguments;
mod auth;
mod bodies;
mod call_settings;
mod clocks;
mod debug_log;
mod declarations;
#[cfg(unix)]
mod downloads;
mod failures;
mod logins;
mod next_pages;
mod over_http;
mod paging;
mod rate_limits;
mod responses;
mod retries;
mod support;
mod timing;
mod users_api;

use plugin_core::Http;
use plugin_core::api::HttpBuilder;
use plugin_core::testing::Stub;

/// Builds a client whose requests go to the stub.
fn client(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Http {
    stub.scope_sync(|| build(Http::builder("https://api.example.com/v1")).build()).unwrap()
}

/// The URLs of the requests.
fn urls(stub: &Stub) -> Vec<String> {
    stub.requests().iter().map(|sent| sent.url().to_owned()).collect()
}
