//! Retries, timeouts and rate limits of a client.

use super::users_api::{Api, User, api, preset, with};
use plugin_core::Preset;
use plugin_core::api::{CallOptions, RateLimit};
use plugin_core::testing::{MockResponse, Stub};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

#[tokio::test]
async fn only_idempotent_calls_are_retried() {
    let stub = Stub::new();
    let good = || MockResponse::json(json!({"id": 1}));
    stub.on(Api::USER).times(1).respond(MockResponse::refused());
    stub.on(Api::USER).times(1).respond(MockResponse::status(429).header("Retry-After", "7"));
    stub.on(Api::USER).times(1).respond(MockResponse::status(503).header("X-Rate-Limit-Reset", "1767225700"));
    stub.on(Api::USER).respond(good());
    stub.on(Api::PUT).times(1).respond(MockResponse::status(502));
    stub.on(Api::PUT).respond(good());
    stub.on(Api::ADD).times(1).respond(MockResponse::status(503));
    let api = api(&stub);
    assert_eq!(api.user("1").await.unwrap(), User { id: 1 });
    let waits = stub.waits();
    assert!(waits[0] <= Duration::from_secs(1), "{waits:?}");
    assert_eq!(waits[1], Duration::from_secs(7));
    // The clock has advanced by the earlier waits.
    assert_eq!(waits.iter().sum::<Duration>(), Duration::from_secs(100));
    api.put(&User { id: 1 }).await.unwrap();
    assert_eq!(preset(api.add(&User { id: 1 }).await.map(|reply| reply.value)), Preset::ServiceUnavailable);
    assert_eq!(stub.requests().iter().filter(|sent| sent.operation() == "add").count(), 1);
}

#[tokio::test]
async fn retry_budget_limits_the_retries_of_a_client() {
    let stub = Stub::new();
    stub.on(Api::USER).respond(MockResponse::status(503));
    let api = api(&stub);
    assert_eq!(preset(api.user("1").await), Preset::ServiceUnavailable);
    assert_eq!(stub.requests().len(), 4);
    for _ in 0..20 {
        let _ = api.user("1").await;
    }
    // 21 calls share 20 retries.
    assert_eq!(stub.requests().len(), 41);
}

#[tokio::test(start_paused = true)]
async fn retry_after_beyond_the_deadline_fails_at_once() {
    let stub = Stub::new();
    stub.on(Api::USER)
        .respond(MockResponse::status(429).header("Retry-After", "1000000000").body("slow down"));
    let error = api(&stub).user("1").await.unwrap_err();
    assert_eq!((error.preset(), error.status()), (Some(Preset::RateLimit), Some(429)));
    assert!(error.assistance().contains("2057-09-09T01:46:40Z"), "{error}");
    assert_eq!((error.data().as_str(), stub.waits().len(), stub.requests().len()), ("slow down", 0, 1));
}

#[tokio::test(start_paused = true)]
async fn slow_responses_time_out() {
    let stub = Stub::new();
    stub.on(Api::SLOW)
        .times(1)
        .respond(MockResponse::status(200).body([b'x'; 1000]).slow(Duration::from_secs(1)));
    stub.on(Api::SLOW).times(1).respond(MockResponse::status(200).body("abcdef").cut_after(3));
    stub.on(Api::USER).respond(MockResponse::never());
    let api = api(&stub);
    let start = tokio::time::Instant::now();
    assert_eq!(preset(api.slow().await), Preset::Timeout);
    assert_eq!(start.elapsed().as_secs(), 30);
    assert_eq!(preset(api.slow().await), Preset::ConnectionError);
    let start = tokio::time::Instant::now();
    let error = api.user("1").await.unwrap_err();
    assert_eq!((error.preset(), start.elapsed().as_secs()), (Some(Preset::Timeout), 60));
    assert!(error.data().contains("60 seconds"), "{error}");
    let options = CallOptions::new().timeout(Duration::from_secs(5));
    stub.on(Api::THINGS).respond(MockResponse::never());
    let (rest, headers) = (BTreeMap::new(), BTreeMap::new());
    let start = tokio::time::Instant::now();
    assert_eq!(preset(api.things(&[], &[], &rest, &headers, &options).await), Preset::Timeout);
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn rate_limited_calls_wait() {
    let stub = Stub::new();
    stub.on(Api::OFTEN).respond(MockResponse::status(200));
    let api = with(&stub, |http| http.rate_limit(RateLimit::new(3, Duration::from_secs(60))));
    for _ in 0..4 {
        api.often().await.unwrap();
    }
    let waits: Vec<_> = stub.waits().iter().map(Duration::as_millis).collect();
    // The waits add up: the fourth call is sent 20 seconds after the first.
    assert_eq!(waits, [500, 500, 19_000]);
    // A pause saves up no more calls than the limit allows.
    stub.advance(Duration::from_secs(3600));
    for _ in 0..3 {
        api.often().await.unwrap();
    }
    assert_eq!(stub.waits()[3..], [Duration::from_millis(500)]);
}
