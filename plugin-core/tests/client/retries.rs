//! Retries: which calls are retried, how often, and what is logged otherwise.

use super::support::{logged, run};
use plugin_core::api::{HttpBuilder, Retry};
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::{Http, Preset, Result, api};
use serde_json::{Value, json};
use std::time::Duration;

struct Api {
    http: Http,
}

#[api(retry = 10)]
impl Api {
    #[api_call(GET, "users")]
    async fn list(&self) -> Result<Value>;

    #[api_call(POST, "users")]
    async fn add(&self) -> Result<Value>;

    #[api_call(GET, "users/next", idempotent = false)]
    async fn take(&self) -> Result<Value>;

    #[api_call(POST, "users/quick", retry(max = 1, on = [429, connect]))]
    async fn add_once(&self) -> Result<Value>;
}

fn client(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    Api { http: stub.scope_sync(|| build(Http::builder("https://stub.test")).build()).unwrap() }
}

#[tokio::test]
async fn post_is_retried_only_if_nothing_was_processed() {
    let stub = Stub::new();
    let good = || MockResponse::json(json!({"id": 1}));
    stub.on(Api::ADD).times(1).respond(MockResponse::refused());
    stub.on(Api::ADD).times(1).respond(MockResponse::status(429).header("Retry-After", "7"));
    stub.on(Api::ADD).times(1).respond(good());
    stub.on(Api::ADD).times(1).respond(MockResponse::status(503));
    stub.on(Api::ADD).respond(MockResponse::timeout());
    stub.on(Api::ADD_ONCE).respond(MockResponse::status(429));
    let api = client(&stub, |http| http);
    assert_eq!(api.add().await.unwrap(), json!({"id": 1}));
    assert_eq!(stub.waits()[1], Duration::from_secs(7));
    assert_eq!(api.add().await.unwrap_err().preset(), Some(Preset::ServiceUnavailable));
    assert_eq!(api.add().await.unwrap_err().preset(), Some(Preset::Timeout));
    assert_eq!(stub.requests().len(), 5);
    assert!(api.add_once().await.is_err());
    assert_eq!(stub.requests().len(), 7);
}

#[tokio::test]
async fn non_idempotent_get_is_not_retried() {
    let stub = Stub::new();
    stub.on(Api::TAKE).respond(MockResponse::status(503));
    assert!(client(&stub, |http| http).take().await.is_err());
    assert_eq!(stub.requests().len(), 1);
}

#[tokio::test]
async fn client_retries_apply_to_post() {
    struct Plain {
        http: Http,
    }
    impl Plain {
        #[plugin_core::api_call(POST, "users")]
        async fn add(&self) -> Result<Value>;
    }
    let stub = Stub::new();
    stub.on(Plain::ADD).times(1).respond(MockResponse::status(429));
    stub.on(Plain::ADD).respond(MockResponse::status(503));
    let Api { http } = client(&stub, |http| http.retry(Retry::new(3)));
    assert_eq!(Plain { http }.add().await.unwrap_err().preset(), Some(Preset::ServiceUnavailable));
    assert_eq!(stub.requests().len(), 2);
}

#[test]
fn skipped_retries_are_logged_with_a_reason() {
    let stub = Stub::new();
    stub.on(Api::ADD).respond(MockResponse::status(503));
    stub.on(Api::LIST).respond(MockResponse::status(503));
    let ((), lines) = logged(|| {
        run(async {
            assert!(client(&stub, |http| http).add().await.is_err());
            assert!(client(&stub, |http| http.retry_budget(0)).list().await.is_err());
        })
    });
    assert!(lines.contains("POST users: 503, not sent again: it may have been carried out"), "{lines}");
    assert!(lines.contains("GET users: 503, not sent again: the retry budget is used up"), "{lines}");
}

#[tokio::test]
async fn exhausted_retry_budget_is_named_in_the_error() {
    let stub = Stub::new();
    stub.on(Api::LIST).respond(MockResponse::status(503));
    let api = client(&stub, |http| http);
    for _ in 0..2 {
        let error = api.list().await.unwrap_err();
        assert!(!error.assistance().contains("budget"), "{error}");
    }
    assert_eq!(stub.requests().len(), 22, "two calls, each sent again ten times");
    let error = api.list().await.unwrap_err();
    assert_eq!(stub.requests().len(), 23);
    assert_eq!(error.preset(), Some(Preset::ServiceUnavailable));
    let budget = "The request was not sent again: the retry budget of the client, 20, is used up.";
    assert!(error.assistance().ends_with(budget), "{error}");
}

#[tokio::test]
async fn retry_budget_is_configurable() {
    let stub = Stub::new();
    stub.on(Api::LIST).respond(MockResponse::status(503));
    let api = client(&stub, |http| http.retry_budget(100));
    for _ in 0..10 {
        assert!(api.list().await.is_err());
    }
    assert_eq!(stub.requests().len(), 110);
    let api = client(&stub, |http| http.retry_budget(u32::MAX));
    assert!(api.list().await.is_err());
    assert_eq!(stub.requests().len(), 121);
}
