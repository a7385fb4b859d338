//! Settings of calls: flags, `none`, `reject`, `select`, and names of JSON fields.

use plugin_core::api::{Auth, FromResponse, FromSelection, HttpBuilder, Paged, Response, Retry, WithMeta};
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::values::Bytes;
use plugin_core::{Http, Preset, api, api_call};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

type Result<T> = plugin_core::Result<T>;

#[derive(Debug, Default, PartialEq, Deserialize)]
struct User {
    id: u64,
}

/// An API whose calls override the settings of their `impl`.
struct Strict {
    http: Http,
}

#[api(
    timeout = "1s",
    retry = 2,
    idempotent,
    errors(409 => Conflict),
    error_data("/error"),
    ok(200),
    missing(404),
    reject("/error" => Unknown),
    select = "/data",
    accept = "text/csv",
    headers("X-Common" = "1"),
    max_body = "1KiB",
    base = "v2",
    no_auth,
    allow_body
)]
impl Strict {
    #[api_call(POST, "payments", idempotent = false)]
    async fn pay(&self) -> Result<Value>;

    #[api_call(GET, "search")]
    async fn search(&self, #[json] query: &Value) -> Result<User>;

    #[api_call(GET, "me", no_auth = false, idempotent = true)]
    async fn me(&self) -> Result<Value>;

    #[api_call(
        GET,
        "plain",
        timeout = none,
        retry = none,
        errors = none,
        error_data = none,
        ok = none,
        missing = none,
        reject = none,
        select = none,
        accept = none,
        headers = none,
        max_body = none,
        base = none,
        no_auth = false
    )]
    async fn plain(&self) -> Result<Value>;
}

fn client(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Http {
    stub.scope_sync(|| build(Http::builder("https://stub.test")).build()).unwrap()
}

fn strict(stub: &Stub) -> Strict {
    let http = |http: HttpBuilder| {
        http.base("v2", "https://v2.stub.test")
            .auth(Auth::bearer("a long token").unwrap())
            .retry(Retry::new(5))
    };
    Strict { http: client(stub, http) }
}

#[tokio::test]
async fn false_overrides_a_flag_of_the_impl() {
    let stub = Stub::new();
    stub.on(Strict::PAY).respond(MockResponse::status(503));
    stub.on(Strict::ME).respond(MockResponse::json(json!({"data": 1})));
    let api = strict(&stub);
    assert_eq!(api.pay().await.unwrap_err().preset(), Some(Preset::ServiceUnavailable));
    assert_eq!(stub.requests().len(), 1, "a payment is sent once");
    assert_eq!(api.me().await.unwrap(), json!(1));
    assert_eq!(stub.requests()[1].header("authorization"), Some("Bearer a long token"));
    assert_eq!(stub.requests()[0].header("authorization"), None);
}

#[tokio::test(start_paused = true)]
async fn none_overrides_settings_of_the_impl() {
    let stub = Stub::new();
    let answer = json!({"error": "big", "data": 1, "text": "x".repeat(2000)});
    stub.on(Strict::PLAIN)
        .times(1)
        .respond(MockResponse::json(answer.clone()).slow(Duration::from_millis(1)));
    stub.on(Strict::PLAIN).times(1).respond(MockResponse::status(201).body(r#"{"id": 1}"#));
    stub.on(Strict::PLAIN)
        .times(1)
        .respond(MockResponse::status(409).body(r#"{"error": "taken", "message": "gone"}"#));
    stub.on(Strict::PLAIN).times(1).respond(MockResponse::status(404));
    stub.on(Strict::PLAIN).respond(MockResponse::status(503));
    let api = strict(&stub);
    assert_eq!(api.plain().await.unwrap(), answer);
    assert_eq!(api.plain().await.unwrap(), json!({"id": 1}));
    let error = api.plain().await.unwrap_err();
    assert_eq!((error.preset(), error.data().as_str()), (Some(Preset::Unknown), "gone"));
    assert_eq!(api.plain().await.unwrap_err().preset(), Some(Preset::NotFound));
    assert_eq!(api.plain().await.unwrap_err().preset(), Some(Preset::ServiceUnavailable));
    let sent = stub.requests();
    assert_eq!(sent.len(), 5, "neither the retries of the impl nor those of the client");
    assert_eq!(sent[0].url(), "https://stub.test/plain");
    assert_eq!(sent[0].header("authorization"), Some("Bearer a long token"));
    assert_eq!((sent[0].header("accept"), sent[0].header("x-common")), (None, None));
}

#[tokio::test]
async fn impl_settings_apply_to_its_calls() {
    let stub = Stub::new();
    stub.on(Strict::SEARCH).respond(MockResponse::status(404));
    assert_eq!(strict(&stub).search(&json!({"q": 1})).await.unwrap(), User::default());
    assert_eq!(stub.requests()[0].json(), json!({"q": 1}));
}

/// An API that reports errors with status 200.
struct Soap {
    http: Http,
}

impl Soap {
    #[api_call(GET, "users", reject("/stat" != "OK" => { cause: "Refused." }))]
    async fn users(&self) -> Result<Value>;

    #[api_call(DELETE, "users", reject("/stat" != "OK" => { cause: "Refused." }))]
    async fn delete(&self) -> Result<()>;

    #[api_call(GET, "token", reject(!"/token" => { cause: "No token.", data: "/why" }))]
    async fn token(&self) -> Result<Value>;
}

#[tokio::test]
async fn reject_comparison_fails_without_the_field() {
    let stub = Stub::new();
    stub.on(Soap::USERS).times(1).respond(MockResponse::json(json!({"stat": "OK"})));
    stub.on(Soap::USERS).times(1).respond(MockResponse::json(json!({"status": "FAIL"})));
    stub.on(Soap::USERS).times(1).respond(MockResponse::status(200).body("<html>log in</html>"));
    stub.on(Soap::DELETE).respond(MockResponse::status(204));
    let api = Soap { http: stub.http().unwrap() };
    assert_eq!(api.users().await.unwrap(), json!({"stat": "OK"}));
    let error = api.users().await.unwrap_err();
    assert_eq!((error.cause(), error.data().as_str()), ("Refused.", r#"{"status":"FAIL"}"#));
    let error = api.users().await.unwrap_err();
    assert_eq!((error.preset(), error.data().as_str()), (Some(Preset::InvalidJson), "<html>log in</html>"));
    assert_eq!(api.delete().await.unwrap_err().preset(), Some(Preset::InvalidJson));
}

#[tokio::test]
async fn reject_requires_a_present_field() {
    let stub = Stub::new();
    stub.on(Soap::TOKEN).times(1).respond(MockResponse::json(json!({"token": "abc"})));
    stub.on(Soap::TOKEN).times(1).respond(MockResponse::json(json!({"token": null, "why": "expired"})));
    stub.on(Soap::TOKEN).times(1).respond(MockResponse::json(json!({"why": "unknown"})));
    let api = Soap { http: stub.http().unwrap() };
    assert_eq!(api.token().await.unwrap(), json!({"token": "abc"}));
    for data in ["expired", "unknown"] {
        let error = api.token().await.unwrap_err();
        assert_eq!((error.cause(), error.data().as_str()), ("No token.", data));
    }
}

/// An API that wraps its values in `data`.
struct Wrapped {
    http: Http,
}

#[api(select = "/data")]
impl Wrapped {
    #[api_call(GET, "text")]
    async fn text(&self) -> Result<String>;

    #[api_call(GET, "length")]
    async fn length(&self) -> Result<usize> {
        |text: String| text.len()
    }

    #[api_call(GET, "flag", missing(404))]
    async fn flag(&self) -> Result<bool>;

    #[api_call(GET, "bytes")]
    async fn bytes(&self) -> Result<Bytes>;

    #[api_call(GET, "reply")]
    async fn reply(&self) -> Result<WithMeta<String>>;

    #[api_call(GET, "lines")]
    async fn lines(&self) -> Result<Lines>;

    #[api_call(DELETE, "all", select = none)]
    async fn delete(&self) -> Result<()>;

    #[api_call(GET, "pages", paginate(cursor("/next" -> query "cursor"), items = "/users"))]
    fn pages(&self) -> Paged<User>;
}

/// The lines of a text within JSON.
#[derive(Debug, PartialEq)]
struct Lines(Vec<String>);

impl FromResponse for Lines {
    fn from_response(answer: Response) -> Result<Self> {
        let text: String = answer.json()?;
        Ok(Self(text.lines().map(str::to_owned).collect()))
    }
}

impl FromSelection for Lines {}

#[tokio::test]
async fn select_applies_to_every_return_type() {
    let stub = Stub::new();
    let data = |value: Value| MockResponse::json(json!({"data": value}));
    stub.on(Wrapped::TEXT).respond(data(json!("hello")));
    stub.on(Wrapped::LENGTH).respond(data(json!("hello")));
    stub.on(Wrapped::FLAG).times(1).respond(data(json!(false)));
    stub.on(Wrapped::FLAG).times(1).respond(data(json!(true)));
    stub.on(Wrapped::FLAG).respond(MockResponse::status(404));
    stub.on(Wrapped::BYTES).respond(data(json!("aGVsbG8=")));
    stub.on(Wrapped::REPLY).respond(data(json!("hello")));
    stub.on(Wrapped::LINES).respond(data(json!("a\nb")));
    stub.on(Wrapped::DELETE).respond(MockResponse::status(200));
    stub.on(Wrapped::PAGES)
        .times(1)
        .respond(MockResponse::json(json!({"data": {"users": [{"id": 1}]}, "next": "b"})));
    stub.on(Wrapped::PAGES).respond(data(json!({"users": [{"id": 2}]})));
    let api = Wrapped { http: stub.http().unwrap() };
    assert_eq!(api.text().await.unwrap(), "hello");
    assert_eq!(api.length().await.unwrap(), 5);
    for flag in [false, true, false] {
        assert_eq!(api.flag().await.unwrap(), flag);
    }
    assert_eq!(api.bytes().await.unwrap().decode().unwrap(), b"hello".as_slice());
    assert_eq!(api.reply().await.unwrap().value, "hello");
    assert_eq!(api.lines().await.unwrap(), Lines(vec!["a".to_owned(), "b".to_owned()]));
    api.delete().await.unwrap();
    assert_eq!(api.pages().collect(9).await.unwrap(), [User { id: 1 }, User { id: 2 }]);
}

#[tokio::test]
async fn selected_values_must_have_the_return_type() {
    let stub = Stub::new();
    stub.on(Wrapped::TEXT).respond(MockResponse::json(json!({"data": 7})));
    stub.on(Wrapped::FLAG).respond(MockResponse::json(json!({"data": "yes"})));
    stub.on(Wrapped::BYTES).respond(MockResponse::json(json!({"date": "aGVsbG8="})));
    let api = Wrapped { http: stub.http().unwrap() };
    let causes = [
        (api.text().await.unwrap_err(), "at /data: invalid type: integer `7`, expected a string"),
        (api.flag().await.unwrap_err(), "at /data: invalid type: string \"yes\", expected a boolean"),
        (api.bytes().await.unwrap_err(), "there is nothing at /data, only date"),
    ];
    for (error, cause) in causes {
        assert_eq!(error.preset(), Some(Preset::InvalidJson));
        assert!(error.cause().contains(cause), "{error}");
    }
}

/// An API with nested paths and bodies.
struct Nested {
    http: Http,
}

impl Nested {
    #[api_call(GET, "v1/{resource}")]
    async fn resource(&self, #[path(raw_segments)] resource: &str) -> Result<Value>;

    #[api_call(POST, "agents")]
    async fn add(
        &self,
        #[json("/data/type")] kind: &str,
        #[json("/data/attributes/name")] name: &str,
        #[json("/a~1b", skip_none)] slash: Option<u8>,
        #[json("notify")] notify: bool,
    ) -> Result<Value>;

    #[api_call(POST, "scan")]
    async fn scan(
        &self,
        #[json("path", skip_none)] path: Option<&str>,
        #[json("/options/depth", skip_none)] depth: Option<u8>,
    ) -> Result<Value>;
}

#[tokio::test]
async fn invalid_raw_path_segments_name_the_reason() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::json(json!(1)));
    let api = Nested { http: stub.http().unwrap() };
    let wrong = [
        ("/agents/1", "begins with a slash"),
        ("agents//1", "has an empty segment"),
        ("agents/", "ends with a slash"),
        ("", "is empty"),
        ("agents/../1", "has a dot segment"),
    ];
    for (resource, why) in wrong {
        let error = api.resource(resource).await.unwrap_err();
        assert!(
            error.cause().contains(&format!("The value of `resource` in the path of the request {why}")),
            "{error}"
        );
    }
    assert_eq!(api.resource("agents/1").await.unwrap(), json!(1));
    assert_eq!(stub.requests()[0].url(), "https://stub.test/v1/agents/1");
}

#[tokio::test]
async fn json_pointer_names_build_nested_bodies() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::json(json!(1)));
    let api = Nested { http: stub.http().unwrap() };
    api.add("agent", "Ada", Some(7), true).await.unwrap();
    let body = json!({"data": {"type": "agent", "attributes": {"name": "Ada"}}, "a/b": 7, "notify": true});
    assert_eq!(stub.requests()[0].json(), body);
}

#[tokio::test]
async fn json_fields_make_an_object_even_if_all_are_none() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::json(json!(1)));
    let api = Nested { http: stub.http().unwrap() };
    api.scan(None, None).await.unwrap();
    let sent = &stub.requests()[0];
    assert_eq!((sent.text().as_str(), sent.header("content-type")), ("{}", Some("application/json")));
    api.scan(None, Some(3)).await.unwrap();
    assert_eq!(stub.requests()[1].json(), json!({"options": {"depth": 3}}));
}
