//! The API client over real HTTP: requests as a server receives them, and responses of a server.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use plugin_core::api::Auth;
use plugin_core::error::StatusTable;
use plugin_core::values::{Bytes, Password, UsernamePassword};
use plugin_core::{Http, Preset, Result, Schema, api_call};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Schema)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code)]
enum Level {
    Low,
    VeryHigh,
}

#[derive(Deserialize, Serialize, Debug, PartialEq)]
struct User {
    name: String,
    note: Option<String>,
}

/// A request as the server received it.
#[derive(Deserialize, Debug, PartialEq)]
struct ReceivedRequest {
    method: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: String,
}

struct Api {
    http: Http,
}

type Text = String;

impl Api {
    #[api_call(GET, "see/{id}/v{version}.json")]
    async fn path(&self, id: &str, version: u8) -> Result<ReceivedRequest>;

    #[api_call(GET, "see/{a}{b}")]
    async fn two_values(&self, a: &str, b: &str) -> Result<ReceivedRequest>;

    #[api_call(DELETE, "see")]
    async fn query(
        &self,
        text: &str,
        #[query("is-on")] on: bool,
        level: Level,
        ids: &[u64],
        missing: Option<&str>,
        some: Option<Vec<String>>,
    ) -> Result<ReceivedRequest>;

    #[api_call(GET, "see")]
    async fn header(&self, #[header("X-Trace")] trace: Option<&str>) -> Result<ReceivedRequest>;

    #[api_call(GET, "see")]
    async fn headers(&self, #[header("X-Tag")] tags: &[&str]) -> Result<ReceivedRequest>;

    #[api_call(PUT, "see")]
    async fn maybe_form(&self, #[form] fields: Option<&BTreeMap<&str, Value>>) -> Result<ReceivedRequest>;

    #[api_call(POST, "see")]
    async fn json(&self, user: &User) -> Result<ReceivedRequest>;

    #[api_call(PUT, "see")]
    async fn form(&self, #[form] fields: &BTreeMap<&str, Value>) -> Result<ReceivedRequest>;

    #[api_call(PATCH, "see")]
    async fn form_fields(
        &self,
        #[form("a b")] a: u8,
        #[form("c")] c: Option<u8>,
        #[form("d")] d: &[&str],
    ) -> Result<ReceivedRequest>;

    #[api_call(GET, "answer/{kind}")]
    async fn user(&self, kind: &str) -> Result<User>;

    #[api_call(GET, "answer/{kind}")]
    async fn maybe(&self, kind: &str) -> Result<Option<User>>;

    #[api_call(GET, "answer/{kind}")]
    async fn nothing(&self, kind: &str) -> Result<()>;

    #[api_call(POST, "answer/{kind}")]
    async fn post(&self, kind: &str) -> Result<()>;

    #[api_call(GET, "answer/{kind}")]
    async fn text(&self, kind: &str) -> Result<Text>;

    #[api_call(GET, "answer/{kind}")]
    async fn bytes(&self, kind: &str) -> Result<Bytes>;
}

async fn echo_request(request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let mut headers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, value) in &head.headers {
        headers.entry(name.as_str()).or_default().push(value.to_str().unwrap());
    }
    let headers: BTreeMap<_, _> =
        headers.into_iter().map(|(name, values)| (name, values.join(", "))).collect();
    let target = head.uri.path_and_query().unwrap().as_str();
    let body = std::str::from_utf8(&body).unwrap();
    axum::Json(json!({"method": head.method.as_str(), "target": target, "headers": headers, "body": body}))
        .into_response()
}

async fn answer(request: Request) -> Response {
    let kind = request.uri().path().rsplit('/').next().unwrap();
    let redirect = |to: &str| (StatusCode::FOUND, [("location", to.to_owned())]).into_response();
    match kind {
        "user" => r#"{"name": "Ada", "note": null}"#.into_response(),
        "206" => (StatusCode::PARTIAL_CONTENT, r#"{"name": "Ada"}"#).into_response(),
        "204" => StatusCode::NO_CONTENT.into_response(),
        "empty" => " \n".into_response(),
        "null" => "null".into_response(),
        "bad-json" => r#"{"name": 5, "secret": "#.into_response(),
        "wrong-type" => r#"{"name": 5}"#.into_response(),
        "binary" => vec![0xff, 0x00, 0xfe].into_response(),
        "long" => Body::from(vec![b'x'; 100_000]).into_response(),
        "bomb" => ([("content-encoding", "gzip")], include_bytes!("ten_megabytes_of_zeros.gz").as_slice())
            .into_response(),
        "long-404" => {
            (StatusCode::NOT_FOUND, axum::Json(json!({"message": "m".repeat(40 << 20)}))).into_response()
        }
        "broken-503" => {
            (StatusCode::SERVICE_UNAVAILABLE, [("content-encoding", "gzip")], "no gzip").into_response()
        }
        "slow" => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
        "here" => redirect("user"),
        "round" => redirect("round"),
        "elsewhere" => redirect("http://127.0.0.2:9/user"),
        status => match status.parse::<u16>() {
            Ok(status) => {
                (StatusCode::from_u16(status).unwrap(), axum::Json(json!({"message": "m", "x": 1})))
                    .into_response()
            }
            Err(_) => (StatusCode::NOT_FOUND, status.to_owned()).into_response(),
        },
    }
}

async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/base/v1", listener.local_addr().unwrap());
    let router =
        Router::new().route("/base/v1/answer/{kind}", axum::routing::any(answer)).fallback(echo_request);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn api() -> Api {
    Api { http: Http::new(serve().await).unwrap() }
}

#[tokio::test]
async fn path_values_are_percent_encoded() {
    let api = api().await;
    for (id, sent) in [
        ("u-1", "u-1"),
        ("a b", "a%20b"),
        ("../../accounts", "..%2F..%2Faccounts"),
        ("x?a=1#top", "x%3Fa%3D1%23top"),
        ("%2e%2e", "%252e%252e"),
        ("{version}", "%7Bversion%7D"),
        ("żółć\u{0}\r\n", "%C5%BC%C3%B3%C5%82%C4%87%00%0D%0A"),
        ("\\..", "%5C.."),
    ] {
        assert_eq!(api.path(id, 2).await.unwrap().target, format!("/base/v1/see/{sent}/v2.json"), "{id:?}");
    }
    for id in ["", ".", ".."] {
        let error = api.path(id, 2).await.unwrap_err();
        assert_eq!(error.preset(), Some(Preset::BadRequest), "{id:?}");
        assert!(error.cause().contains("`id`"), "{error}");
    }
    let error = api.two_values(".", ".").await.unwrap_err();
    assert_eq!(error.preset(), Some(Preset::BadRequest));
}

#[tokio::test]
async fn query_omits_none_and_repeats_lists() {
    let seen = api()
        .await
        .query("a b&c=d+e", true, Level::VeryHigh, &[1, 2], None, Some(vec!["x".into()]))
        .await
        .unwrap();
    assert_eq!(seen.method, "DELETE");
    assert_eq!(
        seen.target,
        "/base/v1/see?text=a+b%26c%3Dd%2Be&is-on=true&level=very-high&ids=1&ids=2&some=x"
    );
}

#[tokio::test]
async fn invalid_header_values_are_rejected_and_hidden() {
    let api = api().await;
    assert_eq!(api.header(Some("t-1")).await.unwrap().headers["x-trace"], "t-1");
    assert!(!api.header(None).await.unwrap().headers.contains_key("x-trace"));
    assert_eq!(api.headers(&["a", "b"]).await.unwrap().headers["x-tag"], "a, b");
    let error = api.header(Some("s3cr3t\r\nX-Evil: 1")).await.unwrap_err().to_string();
    assert!(error.contains("`X-Trace`") && !error.contains("s3cr3t"), "{error}");
}

#[tokio::test]
async fn bodies_are_json_or_forms() {
    let api = api().await;
    let seen = api.json(&User { name: "Ada".into(), note: None }).await.unwrap();
    assert_eq!(
        (seen.body.as_str(), seen.headers["content-type"].as_str()),
        (r#"{"name":"Ada","note":null}"#, "application/json")
    );
    let fields = [("a", json!("x y")), ("b", json!(null)), ("c", json!([1, true]))].into();
    let seen = api.form(&fields).await.unwrap();
    let form = "application/x-www-form-urlencoded";
    assert_eq!((seen.body.as_str(), seen.headers["content-type"].as_str()), ("a=x+y&c=1&c=true", form));
    assert_eq!(api.form_fields(1, None, &["x", "y"]).await.unwrap().body, "a+b=1&d=x&d=y");
    assert_eq!(api.maybe_form(None).await.unwrap().body, "");
    assert!(api.form(&[("a", json!({}))].into()).await.unwrap_err().to_string().contains("nested"));
}

#[tokio::test]
async fn return_type_decides_how_the_body_is_read() {
    let api = api().await;
    let ada = || User { name: "Ada".into(), note: None };
    assert_eq!(api.user("user").await.unwrap(), ada());
    assert_eq!(api.user("206").await.unwrap(), ada());
    assert_eq!(api.maybe("user").await.unwrap(), Some(ada()));
    for nothing in ["204", "empty", "null"] {
        assert_eq!(api.maybe(nothing).await.unwrap(), None, "{nothing}");
    }
    api.nothing("bad-json").await.unwrap();
    assert_eq!(api.text("user").await.unwrap(), r#"{"name": "Ada", "note": null}"#);
    assert_eq!(api.text("binary").await.unwrap(), "\u{fffd}\0\u{fffd}");
    assert_eq!(api.bytes("binary").await.unwrap().decode().unwrap().as_ref(), [0xff, 0x00, 0xfe]);
}

#[tokio::test]
async fn invalid_json_errors_contain_the_body() {
    let api = api().await;
    for (kind, text) in [
        ("bad-json", r#"{"name": 5, "secret": "#),
        ("wrong-type", r#"{"name": 5}"#),
        ("empty", ""),
        ("204", ""),
    ] {
        let error = api.user(kind).await.unwrap_err();
        assert_eq!((error.preset(), error.data().trim()), (Some(Preset::InvalidJson), text.trim()), "{kind}");
    }
}

#[tokio::test]
async fn status_table_maps_statuses_to_presets() {
    let url = serve().await;
    for (table, presets) in [
        (
            StatusTable::SEED,
            [
                "unknown",
                "unknown",
                "unknown",
                "not_found",
                "unknown",
                "unknown",
                "server_error",
                "unknown",
                "service_unavailable",
            ],
        ),
        (
            StatusTable::RUNTIME,
            [
                "bad_request",
                "invalid_credentials",
                "unauthorized",
                "not_found",
                "conflict",
                "rate_limit",
                "server_error",
                "unknown",
                "service_unavailable",
            ],
        ),
    ] {
        let api = Api { http: Http::builder(&url).errors(table).build().unwrap() };
        for (status, preset) in [400, 401, 403, 404, 409, 429, 500, 502, 503].into_iter().zip(presets) {
            let error = api.nothing(&status.to_string()).await.unwrap_err();
            assert_eq!((error.status(), error.preset_name()), (Some(status), Some(preset)), "{status}");
            // A status that is not in the table has the assistance of the other table.
            let assistance = StatusTable::RUNTIME.preset(status).assistance();
            assert_eq!(error.assistance(), assistance, "{status}");
            assert_eq!(error.data(), "m");
        }
    }
}

#[tokio::test]
async fn error_status_wins_over_a_long_or_corrupt_body() {
    let api = api().await;
    let error = api.nothing("long-404").await.unwrap_err();
    assert_eq!((error.status(), error.preset()), (Some(404), Some(Preset::NotFound)));
    assert!(error.data().len() <= 64 << 10);
    let error = api.nothing("broken-503").await.unwrap_err();
    assert_eq!((error.status(), error.preset()), (Some(503), Some(Preset::ServiceUnavailable)));
}

#[tokio::test]
async fn redirects_stay_on_the_same_origin() {
    let api = api().await;
    assert_eq!(api.user("here").await.unwrap().name, "Ada");
    for (kind, status) in [("round", 302), ("elsewhere", 302)] {
        let error = api.user(kind).await.unwrap_err();
        assert_eq!((error.preset(), error.status()), (Some(Preset::RedirectError), Some(status)), "{kind}");
    }
    assert_eq!(api.post("here").await.unwrap_err().preset(), Some(Preset::RedirectError));
}

#[tokio::test]
async fn responses_are_limited_in_size_and_time() {
    let url = serve().await;
    let http =
        Http::builder(&url).max_body(1 << 20).read_timeout(Duration::from_millis(300)).build().unwrap();
    let api = Api { http };
    assert_eq!(api.text("long").await.unwrap().len(), 100_000);
    let error = api.text("bomb").await.unwrap_err();
    assert!(error.cause().contains("longer than 1048576 bytes"), "{error}");
    let default_limits = Api { http: Http::new(&url).unwrap() };
    assert_eq!(default_limits.text("bomb").await.unwrap().len(), 10 << 20);
    assert_eq!(api.text("slow").await.unwrap_err().preset(), Some(Preset::Timeout));
}

#[tokio::test]
async fn connection_errors_hide_the_address() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/s3cr3t-path", listener.local_addr().unwrap());
    drop(listener);
    let error = Api { http: Http::new(url).unwrap() }.user("user").await.unwrap_err();
    assert_eq!(error.preset(), Some(Preset::ConnectionError));
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("refused") && !text.contains("s3cr3t-path") && !text.contains("127.0.0.1"),
        "{text}"
    );
}

#[tokio::test]
async fn credentials_are_sent_but_not_printed() {
    let url = serve().await;
    let login = UsernamePassword { username: "bob".into(), password: Password::from("s3cr3t") };
    for (auth, name, value) in [
        (Auth::basic(&login).unwrap(), "authorization", "Basic Ym9iOnMzY3IzdA=="),
        (Auth::bearer("s3cr3t").unwrap(), "authorization", "Bearer s3cr3t"),
        (Auth::header("X-Api-Key", "s3cr3t").unwrap(), "x-api-key", "s3cr3t"),
    ] {
        assert!(!format!("{auth:?}").contains("s3cr3t") && !format!("{auth:?}").contains("Ym9i"));
        let builder = Http::builder(&url).auth(auth).header("X-More", "1");
        assert!(!format!("{builder:?}").contains("s3cr3t"));
        let http = builder.build().unwrap();
        assert!(!format!("{http:?}").contains("s3cr3t"));
        let seen = Api { http }.header(None).await.unwrap();
        assert_eq!((seen.headers[name].as_str(), seen.headers["x-more"].as_str()), (value, "1"));
    }
    let oauth = Auth::oauth2("https://login.example.com", "bob", "s3cr3t").field("password", "s3cr3t");
    assert!(!format!("{oauth:?}").contains("s3cr3t"));
    assert!(!Auth::bearer("s3cr3t\n").unwrap_err().to_string().contains("s3cr3t"));
    assert!(Http::builder(&url).header("X-More", "a\nb").build().is_err());
}
