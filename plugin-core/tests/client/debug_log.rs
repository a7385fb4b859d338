//! The log of requests and responses at level debug.

use crate::client;
use crate::support::{logged, run};
use plugin_core::api::Paged;
use plugin_core::api::{Auth, Credentials};
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::values::Password;
use plugin_core::{Http, Result, api_call};
use plugin_run::Run;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users/{user_id}", idempotent, retry = 1)]
    async fn change(
        &self,
        user_id: &str,
        #[query] page: u32,
        #[header("X-Trace")] trace: &str,
        #[json("name")] name: &str,
    ) -> Result<Value>;

    #[api_call(GET, "limited", rate_limit = "1/m")]
    async fn limited(&self) -> Result<()>;

    #[api_call(PUT, "blob")]
    async fn put_blob(
        &self,
        #[body("application/octet-stream")] content: &[u8],
    ) -> Result<plugin_core::values::Bytes>;

    #[api_call(POST, "login")]
    async fn login(&self, #[json("password")] password: &str) -> Result<Value>;

    #[api_call(POST, "keys")]
    async fn new_key(&self) -> Result<NewKey>;

    #[api_call(GET, "keys", paginate = page("page"))]
    fn new_keys(&self) -> Paged<NewKey>;

    #[api_call(GET, "text")]
    async fn text(&self) -> Result<String>;
}

/// The lines of `work`.
fn lines(work: impl FnOnce()) -> Vec<String> {
    logged(work).1.lines().map(|line| line.trim_start_matches("message=").to_owned()).collect()
}

#[test]
fn each_attempt_is_logged_with_masked_secrets() {
    let stub = Stub::new();
    let busy = MockResponse::status(503).header("Retry-After", "2").header("Set-Cookie", "s3cr3t=1");
    stub.on(Api::CHANGE).times(1).respond(busy.body("busy with s3cr3t"));
    let changed = MockResponse::json(json!({"name": "Ada", "key": "s3cr3t"}));
    stub.on(Api::CHANGE).respond(changed.header("X-RateLimit-Remaining", "7"));
    let api = Api { http: client(&stub, |http| http.auth(Auth::bearer("s3cr3t").unwrap())) };
    let lines = lines(|| drop(run(api.change("u s3cr3t", 2, "s3cr3t", "Ada of s3cr3t")).unwrap()));
    let request = "https://api.example.com/v1/users/u%20********?page=********\
        ; accept-encoding: gzip; x-trace: ********; content-type: application/json; authorization: ********\
        ; body of 24 bytes: {\"name\":\"Ada of ********\"}";
    assert_eq!(
        lines,
        [
            &format!("POST users/{{user_id}}: request 1 to {request}"),
            "POST users/{user_id}: response 1 after 0 ms: 503; retry-after: 2; set-cookie: ********",
            "POST users/{user_id}: body of 16 bytes after 0 ms: busy with ********",
            "POST users/{user_id}: 503, trying again in 2000 ms",
            &format!("POST users/{{user_id}}: request 2 to {request}"),
            "POST users/{user_id}: response 2 after 0 ms: 200; content-type: application/json; x-ratelimit-remaining: 7",
            "POST users/{user_id}: 200 in 0 ms",
            "POST users/{user_id}: body of 29 bytes after 0 ms: {\"name\":\"Ada\",\"key\":\"********\"}",
        ]
    );
}

#[test]
fn waits_failures_and_binary_bodies_are_logged() {
    let stub = Stub::new();
    stub.on(Api::LIMITED).respond(MockResponse::status(204));
    stub.on(Api::PUT_BLOB).respond(MockResponse::status(200).body(vec![0, 159, 146, 150]));
    let api = Api { http: client(&stub, |http| http) };
    let lines = lines(|| {
        run(async {
            api.limited().await.unwrap();
            stub.advance(Duration::from_secs(3));
            api.limited().await.unwrap();
            api.put_blob(&[0, 1]).await.unwrap();
            drop(api.text().await.unwrap_err());
        });
    });
    assert_eq!(
        lines,
        [
            "GET limited: request 1 to https://api.example.com/v1/limited; accept-encoding: gzip",
            "GET limited: response 1 after 0 ms: 204",
            "GET limited: 204 in 0 ms",
            "GET limited: request 1 waited 57000 ms for the rate limit",
            "GET limited: request 1 to https://api.example.com/v1/limited; accept-encoding: gzip",
            "GET limited: response 1 after 0 ms: 204",
            "GET limited: 204 in 0 ms",
            "PUT blob: request 1 to https://api.example.com/v1/blob; accept-encoding: gzip; content-type: application/octet-stream; body of 2 bytes: (binary)",
            "PUT blob: response 1 after 0 ms: 200",
            "PUT blob: 200 in 0 ms",
            "PUT blob: body of 4 bytes after 0 ms: (binary)",
            "GET text: request 1 to https://api.example.com/v1/text; accept-encoding: gzip",
            "GET text: no response 1 after 0 ms: The stub has no response for `GET text` (https://api.example.com/v1/text). It has no route for this call: add one with `stub.on(Client::TEXT)`.",
            "GET text: no answer in 0 ms",
        ]
    );
}

#[test]
fn bodies_of_a_login_are_hidden() {
    let stub = Stub::new();
    stub.on(Api::LOGIN).respond(MockResponse::json(json!({"token": "t0ken-of-the-session"})));
    stub.on(Api::TEXT).respond(MockResponse::status(200).body("hello t0ken-of-the-session"));
    let auth = Auth::session(|http| async move {
        let reply = Api { http }.login("passw0rd").await?;
        Credentials::bearer(reply["token"].as_str().unwrap_or_default())
    });
    let api = Api { http: client(&stub, |http| http.auth(auth)) };
    let lines = lines(|| drop(run(api.text()).unwrap()));
    assert_eq!(
        lines,
        [
            "POST login: request 1 to https://api.example.com/v1/login; accept-encoding: gzip; content-type: application/json; body of 23 bytes: (hidden, because it belongs to a login)",
            "POST login: response 1 after 0 ms: 200; content-type: application/json",
            "POST login: 200 in 0 ms",
            "POST login: body of 32 bytes after 0 ms: (hidden, because it belongs to a login)",
            "GET text: request 1 to https://api.example.com/v1/text; accept-encoding: gzip; authorization: ********",
            "GET text: response 1 after 0 ms: 200",
            "GET text: 200 in 0 ms",
            "GET text: body of 26 bytes after 0 ms: hello ********",
        ]
    );
}

#[derive(Deserialize)]
struct NewKey {
    key: Password,
}

#[test]
fn a_secret_that_the_api_returns_is_masked_once_it_is_decoded() {
    let stub = Stub::new();
    stub.on(Api::NEW_KEY).respond(MockResponse::json(json!({"id": 7, "key": "n3w-key"})));
    stub.on(Api::NEW_KEYS).respond(MockResponse::json(json!([{"key": "0ther-key"}])));
    let api = Api { http: client(&stub, |http| http) };
    let lines = lines(|| {
        let step = Arc::new(Run::new("r-1", Instant::now() + Duration::from_secs(300)));
        run(step.scope(async {
            assert_eq!(api.new_key().await.unwrap().key.expose_secret(), "n3w-key");
            assert_eq!(api.new_keys().page_from(None).await.unwrap().0.len(), 1);
        }));
    });
    assert!(
        lines.contains(&r#"POST keys: body of 24 bytes after 0 ms: {"id":7,"key":"********"}"#.to_owned()),
        "{lines:?}"
    );
    assert!(
        lines.contains(&r#"GET keys: body of 21 bytes after 0 ms: [{"key":"********"}]"#.to_owned()),
        "{lines:?}"
    );
}

#[test]
fn a_long_body_is_cut_after_secrets_are_masked() {
    let stub = Stub::new();
    // The secret is at the cut.
    let body = format!("{}s3cr3t-key{}", "a".repeat(4090), "b".repeat(100_000));
    stub.on(Api::TEXT).respond(MockResponse::status(200).body(body));
    let api = Api { http: client(&stub, |http| http.auth(Auth::bearer("s3cr3t-key").unwrap())) };
    let lines = lines(|| drop(run(api.text()).unwrap()));
    let expected = format!("GET text: body of 104100 bytes after 0 ms: {}****** ..", "a".repeat(4090));
    assert_eq!(lines[3], expected);
}
