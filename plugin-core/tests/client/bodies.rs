//! Bodies that are compressed, marked, truncated or sent again.

use super::client;
use super::support::gzip;
use plugin_core::api::HttpBuilder;
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::{Http, Preset, Result, api};
use serde_json::{Value, json};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "text")]
    async fn text(&self) -> Result<String>;

    #[api_call(GET, "json", reject("/errors" => { cause: "It is refused." }))]
    async fn json(&self) -> Result<Option<Vec<u64>>>;

    #[api_call(GET, "selected", select = "/a")]
    async fn selected(&self) -> Result<Option<u64>>;

    #[api_call(GET, "search", allow_body)]
    async fn search(&self, #[json] body: &Value) -> Result<()>;

    #[api_call(POST, "form")]
    async fn form(&self, #[form("a")] a: u8) -> Result<()>;

    #[api_call(POST, "json")]
    async fn post(&self, #[json] body: &Value) -> Result<()>;

    #[api_call(PUT, "untyped", headers("Content-Type" = none))]
    async fn untyped(&self, #[body("text/plain")] body: &str) -> Result<()>;
}

fn with(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    Api { http: client(stub, build) }
}

fn zipped(status: u16, body: Vec<u8>) -> MockResponse {
    MockResponse::status(status).header("Content-Encoding", "gzip").body(body)
}

#[tokio::test]
async fn gzip_of_several_members_is_one_body() {
    let stub = Stub::new();
    let members = [gzip(b"one "), gzip(b"two "), gzip(&vec![b'3'; 10_000])].concat();
    stub.on(Api::TEXT).respond(zipped(200, members));
    let text = with(&stub, |http| http).text().await.unwrap();
    assert_eq!(text, format!("one two {}", "3".repeat(10_000)));
}

#[tokio::test]
async fn truncated_error_bodies_keep_their_beginning() {
    let stub = Stub::new();
    let long: String = (0..20_000).map(|number| format!("line {number}\n")).collect();
    let whole = gzip(long.as_bytes());
    stub.on(Api::TEXT).times(1).respond(zipped(404, whole.clone()));
    stub.on(Api::TEXT).times(1).respond(zipped(404, whole[..whole.len() / 2].to_vec()));
    stub.on(Api::TEXT).respond(zipped(404, b"plain".to_vec()));
    let api = with(&stub, |http| http);
    for _ in 0..2 {
        let error = api.text().await.unwrap_err();
        assert!(error.data().starts_with("line 0\nline 1\n"), "{error}");
    }
    assert_eq!(api.text().await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn json_may_begin_with_a_byte_order_mark() {
    let stub = Stub::new();
    let marked = |status, value: &Value| MockResponse::status(status).body(format!("\u{feff}{value}"));
    stub.on(Api::JSON).times(1).respond(marked(200, &json!([1])));
    stub.on(Api::JSON).times(1).respond(marked(200, &json!({"errors": ["no"]})));
    stub.on(Api::JSON).times(1).respond(marked(400, &json!({"message": "bad"})));
    stub.on(Api::JSON).respond(MockResponse::status(200).body("\u{feff}"));
    stub.on(Api::SELECTED).times(1).respond(marked(200, &json!({"a": 2})));
    stub.on(Api::SELECTED).respond(marked(200, &json!({"a": null})));
    let api = with(&stub, |http| http);
    assert_eq!(api.json().await.unwrap(), Some(vec![1]));
    assert_eq!(api.json().await.unwrap_err().cause(), "It is refused.");
    assert_eq!(api.json().await.unwrap_err().data(), "bad");
    assert_eq!(api.json().await.unwrap(), None);
    assert_eq!(api.selected().await.unwrap(), Some(2));
    assert_eq!(api.selected().await.unwrap(), None);
}

#[tokio::test]
async fn data_of_rejected_responses_is_truncated() {
    let stub = Stub::new();
    stub.on(Api::JSON).respond(MockResponse::json(json!({"errors": ["x".repeat(1 << 20)]})));
    let error = with(&stub, |http| http).json().await.unwrap_err();
    assert!(error.data().len() <= 64 << 10);
}

#[tokio::test]
async fn redirects_resend_the_body() {
    let stub = Stub::new();
    stub.on(Api::SEARCH).times(1).respond(MockResponse::status(307).header("Location", "/v1/search/"));
    stub.on(Api::SEARCH).respond(MockResponse::status(200));
    with(&stub, |http| http).search(&json!({"q": 1})).await.unwrap();
    assert_eq!(stub.requests()[1].json(), json!({"q": 1}));
}

#[tokio::test]
async fn content_type_matches_the_body() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
    let api = with(&stub, |http| {
        http.header("Content-Type", "application/vnd.api+json").header("Accept-Encoding", "identity")
    });
    api.form(1).await.unwrap();
    api.post(&json!(1)).await.unwrap();
    api.untyped("x").await.unwrap();
    let sent = stub.requests();
    let types: Vec<_> = sent.iter().map(|sent| sent.header("content-type")).collect();
    assert_eq!(types, [Some("application/x-www-form-urlencoded"), Some("application/vnd.api+json"), None]);
    assert_eq!(sent[0].header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn redirects_with_userinfo_are_rejected() {
    let stub = Stub::new();
    let to = "https://eve:s3cr3t@api.example.com/v1/text";
    stub.on(Api::TEXT).times(1).respond(MockResponse::status(302).header("Location", to));
    stub.on(Api::TEXT).times(1).respond(MockResponse::status(304).header("Location", "/v1/text"));
    stub.on(Api::TEXT).respond(MockResponse::status(200));
    let api = with(&stub, |http| http);
    assert_eq!(api.text().await.unwrap_err().preset(), Some(Preset::RedirectError));
    assert_eq!(api.text().await.unwrap_err().status(), Some(304));
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn select_errors_list_the_keys_present() {
    let stub = Stub::new();
    for body in [json!({"b": 1, "c": 2}), json!([1]), json!({}), json!(1)] {
        stub.on(Api::SELECTED).times(1).respond(MockResponse::json(body));
    }
    let api = with(&stub, |http| http);
    for there in ["b, c", "a list", "an empty object", "one value"] {
        let error = api.selected().await.unwrap_err();
        assert!(error.cause().contains(&format!("nothing at /a, only {there}")), "{error}");
    }
}
