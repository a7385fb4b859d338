//! A client without a plugin: `plugin-http` is the only dependency of the framework.
//!
//! `cargo run -p plugin-http --example standalone` calls a mock of the API. A program calls the real one with
//! `GitHub { http: Http::new("https://api.github.com")? }`.

use plugin_http::mock::{MockResponse, Stub};
use plugin_http::{Http, Result, api};
use serde::Deserialize;
use serde_json::json;

/// A release of a repository.
#[derive(Debug, Deserialize)]
struct Release {
    tag_name: String,
}

struct GitHub {
    http: Http,
}

#[api(crate = plugin_http, accept = "application/vnd.github+json", retry = 3)]
impl GitHub {
    /// The newest release; `None` if there is none.
    #[api_call(GET, "repos/{owner}/{name}/releases/latest", missing(404))]
    async fn latest_release(&self, owner: &str, name: &str) -> Result<Option<Release>>;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let stub = Stub::new();
    stub.on(GitHub::LATEST_RELEASE)
        .with("name", "tokio")
        .respond(MockResponse::json(json!({"tag_name": "v1.0"})));
    stub.on(GitHub::LATEST_RELEASE).respond(MockResponse::status(404));

    let github = GitHub { http: stub.http()? };
    let release = github.latest_release("tokio-rs", "tokio").await?;
    assert_eq!(release.map(|release| release.tag_name).as_deref(), Some("v1.0"));
    assert!(github.latest_release("tokio-rs", "none").await?.is_none());
    Ok(())
}
