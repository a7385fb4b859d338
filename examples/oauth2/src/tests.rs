use crate::Devices;
use plugin_core::testing::{Harness, MockResponse, RecordedRequest, Stub};
use serde_json::{Value, json};
use std::time::Duration;

/// A stub whose login returns the tokens `t-1`, `t-2`, and so on. Each is valid for an hour.
fn stub() -> Stub {
    let (stub, mut count) = (Stub::new(), 0);
    stub.on(Devices::DEVICES).with("filter", "rejected").times(1).respond(MockResponse::status(401));
    stub.on(Devices::DEVICES)
        .respond(MockResponse::json(json!({"devices": [{"id": "d-1", "hostname": "laptop-1"}]})));
    stub.on_any().respond_with(move |_| {
        count += 1;
        MockResponse::json(json!({"access_token": format!("token-{count}"), "expires_in": 3600}))
    });
    stub
}

fn harness(stub: &Stub) -> Harness {
    let connection = json!({"tenant": "acme", "client_id": "c-1", "client_secret": {"secretKey": "s3cr3t"}});
    Harness::new(crate::plugin()).connection(connection).stub(stub)
}

/// The name of each call with its token.
fn calls(stub: &Stub) -> Vec<(String, String)> {
    let token = |request: &RecordedRequest| request.header("Authorization").unwrap_or("none").to_owned();
    stub.requests().iter().map(|request| (request.operation().to_owned(), token(request))).collect()
}

fn call(name: &str, token: &str) -> (String, String) {
    (name.to_owned(), token.to_owned())
}

#[tokio::test]
async fn steps_share_a_token_until_it_expires() {
    let stub = stub();
    let harness = harness(&stub);
    harness.action("list_devices", json!({})).await;
    let answer = harness.action("list_devices", json!({})).await;
    assert_eq!(answer.output()["devices"][0]["hostname"], "laptop-1");
    harness.advance(Duration::from_secs(3600));
    harness.action("list_devices", json!({})).await;
    let expected = [
        call("login", "none"),
        call("devices", "Bearer token-1"),
        call("devices", "Bearer token-1"),
        call("login", "none"),
        call("devices", "Bearer token-2"),
    ];
    assert_eq!(calls(&stub), expected);
    let login = &stub.requests()[0];
    assert_eq!(login.url(), "https://acme.login.example.com/oauth2/token");
    assert_eq!(
        login.text(),
        "grant_type=client_credentials&client_id=c-1&client_secret=s3cr3t&scope=devices%3Aread"
    );
}

#[tokio::test]
async fn a_rejected_token_is_renewed_once() {
    let stub = stub();
    let answer = harness(&stub).action("list_devices", json!({"filter": "rejected"})).await;
    assert_eq!(answer.output()["devices"][0]["id"], "d-1");
    let expected = [
        call("login", "none"),
        call("devices", "Bearer token-1"),
        call("login", "none"),
        call("devices", "Bearer token-2"),
    ];
    assert_eq!(calls(&stub), expected);
}

#[tokio::test]
async fn a_rejected_secret_is_not_printed() {
    let stub = Stub::new();
    let rejected = json!({"error": "invalid_client", "error_description": "s3cr3t is wrong"});
    stub.on_any().respond(MockResponse::status(401).body(rejected.to_string()));
    let answer = harness(&stub).action("list_devices", json!({})).await;
    assert_eq!(answer.preset(), Some("invalid_credentials"));
    assert!(!answer.envelope().to_string().contains("s3cr3t"), "{}", answer.envelope());
}

#[tokio::test]
async fn a_tenant_cannot_change_the_host() {
    let connection =
        json!({"tenant": "evil.example.org/", "client_id": "c-1", "client_secret": {"secretKey": "s3cr3t"}});
    let stub = Stub::new();
    let answer = Harness::new(crate::plugin())
        .connection(connection)
        .stub(&stub)
        .action("list_devices", Value::Null)
        .await;
    assert_eq!(answer.status(), 400);
    assert!(stub.requests().is_empty());
}
