//! Failures: which error a response becomes, and what an error hides.

use super::support::{logged, run};
use super::users_api::{Api, api, preset, with};
use plugin_core::api::{Auth, Retry};
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::{Http, Preset};
use proptest::prelude::*;
use serde_json::json;

#[tokio::test]
async fn errors_setting_maps_statuses() {
    let stub = Stub::new();
    for status in [402, 404, 409, 418, 500, 599] {
        stub.on(Api::FAILING).times(1).respond(MockResponse::status(status).body(r#"{"message": "boom"}"#));
    }
    let api = api(&stub);
    let mut errors = Vec::new();
    for _ in 0..6 {
        let error = api.failing().await.unwrap_err();
        errors.push((error.status().unwrap(), error.preset_name(), error.cause().to_owned()));
        assert_eq!(error.data(), "boom");
    }
    let cause = |preset: Preset| preset.cause().to_owned();
    assert_eq!(
        errors,
        [
            (402, Some("conflict"), "Pay.".to_owned()),
            (404, Some("not_found"), cause(Preset::NotFound)),
            (409, None, "Taken.".to_owned()),
            (418, Some("unknown"), "The API responded with the status 418 (I'm a teapot).".to_owned()),
            (500, Some("server_error"), cause(Preset::ServerError)),
            (599, Some("server_error"), cause(Preset::ServerError)),
        ]
    );
}

#[tokio::test]
async fn runtime_table_and_error_data_pointers_apply() {
    let stub = Stub::new();
    stub.on(Api::RUNTIME)
        .times(1)
        .respond(MockResponse::status(401).body(r#"{"error": {"message": "who?"}}"#));
    stub.on(Api::RUNTIME).respond(MockResponse::status(409).body("plain"));
    let api = api(&stub);
    let error = api.runtime().await.unwrap_err();
    assert_eq!((error.preset(), error.data()), (Some(Preset::InvalidCredentials), "who?".to_owned()));
    let error = api.runtime().await.unwrap_err();
    assert_eq!((error.preset(), error.data()), (Some(Preset::Conflict), "plain".to_owned()));
}

#[tokio::test]
async fn reject_rules_turn_a_success_into_an_error() {
    let stub = Stub::new();
    for body in [
        json!({"errors": [{"message": "no such field"}], "data": null, "ok": true}),
        json!({"stat": "FAIL", "ok": true}),
        json!({"stat": "OK", "ok": false}),
        json!({"errors": [], "ok": true, "data": {"x": 1}}),
    ] {
        stub.on(Api::GRAPHQL).times(1).respond(MockResponse::json(body));
    }
    let api = api(&stub);
    let error = api.graphql("{x}", None).await.unwrap_err();
    assert_eq!((error.cause(), error.data()), ("The API returned errors.", "no such field".to_owned()));
    assert_eq!(preset(api.graphql("{x}", None).await), Preset::ServerError);
    assert_eq!(preset(api.graphql("{x}", None).await), Preset::Unknown);
    assert_eq!(api.graphql("{x}", Some(json!({"a": null}))).await.unwrap(), json!({"x": 1}));
    assert_eq!(stub.requests()[0].json(), json!({"query": "{x}"}));
    assert_eq!(stub.requests()[3].json(), json!({"query": "{x}", "variables": {"a": null}}));
}

#[tokio::test]
async fn a_mock_response_with_an_invalid_header_is_reported() {
    let stub = Stub::new();
    stub.on(Api::FAILING).respond(MockResponse::status(200).header("two words", "x"));
    let error = api(&stub).failing().await.unwrap_err();
    assert_eq!(
        (error.preset(), error.data().as_str()),
        (Some(Preset::Unknown), "stub: invalid HTTP header name")
    );
}

#[tokio::test]
async fn on_failure_replaces_the_error() {
    let stub = Stub::new();
    stub.on(Api::FAILING)
        .times(1)
        .respond(MockResponse::status(403).header("X-Category", "daily").body("{\"left\": 0}"));
    stub.on(Api::FAILING).respond(MockResponse::refused());
    let api = with(&stub, |http| {
        http.retry(Retry::new(0)).on_failure(|failure| match failure.header("x-category") {
            Some(category) => {
                let left = failure.json()["left"].clone();
                plugin_core::PluginError::new(format!("The {category} limit."), "Wait.").with_data(left)
            }
            None => failure.into_error().with_cause("Nobody is there."),
        })
    });
    let error = api.failing().await.unwrap_err();
    assert_eq!((error.preset(), error.cause()), (None, "The daily limit."));
    let error = api.failing().await.unwrap_err();
    assert_eq!((error.preset(), error.cause()), (Some(Preset::ConnectionError), "Nobody is there."));
}

#[tokio::test]
async fn stub_without_a_response_is_an_error() {
    let error = api(&Stub::new()).user("1").await.unwrap_err();
    let start = "The stub has no response for `GET users/{id}` with id = 1 (https://stub.test/users/1).";
    assert_eq!(
        error.cause(),
        format!("{start} It has no route for this call: add one with `stub.on(Client::USER)`.")
    );

    let stub = Stub::new();
    stub.on(Api::USER).with("id", "1").times(0).respond(MockResponse::status(200));
    stub.on(Api::USER).with("id", "2").respond(MockResponse::status(200));
    let error = api(&stub).user("1").await.unwrap_err();
    let routes =
        "Its routes for this call: GET users/{id} with id = 1 (used up); GET users/{id} with id = 2.";
    assert_eq!(error.cause(), format!("{start} {routes}"));
}

#[test]
fn disabled_tls_verification_logs_a_warning() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    drop(listener);
    let call = |verify| {
        let http = Http::builder(&url).verify_tls(verify).build().unwrap();
        logged(|| run(Api { http }.open())).1
    };
    assert!(call(false).contains("The certificate of the API is not verified"));
    assert!(!call(true).contains("verified"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A secret appears in its own header only: in no other header, log line or error.
    #[test]
    fn errors_and_logs_hide_the_secret(secret in "[!-~][ -~]{10,30}[!-~]", status in 400_u16..600) {
        let stub = Stub::new();
        let body = json!({"message": format!("you sent {secret}!")}).to_string();
        stub.on_any().respond(MockResponse::status(status).body(body));
        let auth = Auth::header("X-Api-Key", &secret).unwrap();
        let api = with(&stub, |http| http.auth(auth));
        let (error, lines) = logged(|| run(api.user("1")).unwrap_err());
        prop_assert!(!error.data().contains(&secret), "{}", error);
        prop_assert!(lines.contains("GET users/{id}") && !lines.contains(&secret), "{}", lines);
        for sent in stub.requests() {
            let mut others = sent.headers().iter().filter(|header| header.0 != "x-api-key");
            prop_assert!(others.all(|header| !header.1.contains(&secret)) && !sent.url().contains(&secret));
        }
    }
}
