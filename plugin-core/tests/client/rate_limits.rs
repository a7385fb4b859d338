//! Rate limits, and limits of the time of a call.

use super::client;
use plugin_core::api::{Auth, AuthHeaders, Download, HttpBuilder, RateLimit};
use plugin_core::testing::{Harness, MockResponse, Stub};
use plugin_core::{Http, Preset, Result, api};
use std::sync::{Arc, Mutex};
use std::time::Duration;

struct Api {
    http: Http,
}

#[api(retry(max = 3), rate_limit = "2/s")]
impl Api {
    #[api_call(GET, "brief", timeout = "30s")]
    async fn brief(&self) -> Result<()>;

    #[api_call(GET, "file", timeout = "30s")]
    async fn file(&self) -> Result<Download>;

    #[api_call(GET, "plain")]
    async fn plain(&self) -> Result<()>;
}

struct Scarce {
    http: Http,
}

#[api]
impl Scarce {
    #[api_call(GET, "scarce", rate_limit = "1/s")]
    async fn scarce(&self) -> Result<()>;

    #[api_call(GET, "plenty")]
    async fn plenty(&self) -> Result<()>;
}

fn with(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    Api { http: client(stub, build) }
}

#[tokio::test]
async fn retry_after_beyond_the_call_timeout_fails_at_once() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(429).header("Retry-After", "60"));
    let error = with(&stub, |http| http).brief().await.unwrap_err();
    assert_eq!((error.preset(), error.status()), (Some(Preset::RateLimit), Some(429)));
    assert!(error.assistance().contains("after 2026-01-01T00:01:00Z"), "{error}");
    assert!(stub.waits().is_empty());
}

#[tokio::test]
async fn retry_after_may_have_a_unit() {
    let stub = Stub::new();
    stub.on_any().times(1).respond(MockResponse::status(429).header("Retry-After", "5 seconds"));
    stub.on_any().respond(MockResponse::status(200));
    with(&stub, |http| http).brief().await.unwrap();
    assert_eq!(stub.waits(), [Duration::from_secs(5)]);
}

#[tokio::test(start_paused = true)]
async fn call_timeout_covers_the_download() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200).body([7; 1000]).slow(Duration::from_secs(1)));
    let start = tokio::time::Instant::now();
    let error = with(&stub, |http| http).file().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.preset(), Some(Preset::Timeout));
    assert!(start.elapsed() <= Duration::from_secs(31));
}

#[tokio::test(start_paused = true)]
async fn same_rate_limit_on_client_and_impl_applies_once() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
    let api = with(&stub, |http| http.rate_limit(RateLimit::new(2, Duration::from_secs(1))));
    for _ in 0..3 {
        api.plain().await.unwrap();
    }
    assert_eq!(stub.waits(), [Duration::from_millis(500)]);
}

#[tokio::test]
async fn cancelled_calls_release_their_rate_limit_permit() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
    let api = Scarce { http: client(&stub, |http| http) };
    let callers = futures_util::future::join_all((0..30).map(|_| api.scarce()));
    tokio::select! {
        biased;
        _ = callers => panic!("29 callers have to wait"),
        () = tokio::task::yield_now() => {}
    }
    let sent = stub.requests().len();
    assert!(sent < 4, "{sent}");
    api.scarce().await.unwrap();
    assert!(stub.waits().iter().all(|wait| *wait <= Duration::from_secs(1)), "{:?}", stub.waits());
    assert_eq!(stub.requests().len(), sent + 1);
}

#[tokio::test]
async fn rate_limits_are_independent() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
    let limit = RateLimit::new(1000, Duration::from_secs(1));
    let api = Scarce { http: client(&stub, |http| http.rate_limit(limit)) };
    api.scarce().await.unwrap();
    let scarce = api.scarce();
    tokio::pin!(scarce);
    assert!(futures_util::FutureExt::now_or_never(&mut scarce).is_none());
    let waits = stub.waits().len();
    api.plenty().await.unwrap();
    assert_eq!(stub.waits().len(), waits);
    scarce.await.unwrap();
}

/// Run 30 calls at once and count those that succeed
#[plugin_core::action(timeout = "5s")]
async fn thirty_callers() -> Result<Served> {
    let api = Scarce { http: Http::new("https://api.example.com")? };
    let results = futures_util::future::join_all((0..30).map(|_| api.scarce())).await;
    let (served, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    let error = refused.into_iter().find_map(Result::err).unwrap();
    assert_eq!(error.preset(), Some(Preset::RateLimit));
    Ok(Served { served: served.len() as u64, assistance: error.assistance().to_owned() })
}

#[derive(serde::Serialize, plugin_core::Schema)]
struct Served {
    /// The number of calls that succeed
    served: u64,
    /// The assistance of the other errors
    assistance: String,
}

plugin_core::plugin! { title: "Limits", vendor: "acme", actions: [thirty_callers] }

#[tokio::test]
async fn rate_limit_waits_beyond_the_deadline_fail_at_once() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
    let harness = Harness::new(plugin()).stub(&stub);
    let reply = harness.action("thirty_callers", serde_json::json!({})).await;
    let served = reply.output()["served"].as_u64().unwrap();
    // The clock of the stub runs ahead of the deadline by the wait of one call.
    assert!((4..=6).contains(&served) && stub.requests().len() as u64 == served, "{served}");
    let assistance = reply.output()["assistance"].as_str().unwrap();
    assert!(
        assistance.starts_with("The limit of the client is 1 call in 1s: this call would wait "),
        "{assistance}"
    );
}

#[tokio::test]
async fn debug_of_a_signing_request_hides_secrets() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
    let seen = Arc::new(Mutex::new(String::new()));
    let shown = Arc::clone(&seen);
    let signed = Auth::signed(move |request| {
        *shown.lock().unwrap() = format!("{request:?}");
        Ok(AuthHeaders::new())
    });
    let api = with(&stub, |http| http.auth(Auth::query("key", "s3cr3t")).auth(signed));
    api.plain().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), "SigningRequest(GET /v1/plain, 0 bytes)");
}
