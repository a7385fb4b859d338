//! The API client without a network and without waiting: logins, retries, pages, limits, and what must never happen.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod common;

use common::{logged, run};
use plugin_core::api::{
    Auth, CallOptions, Cursor, Download, FilePart, Grant, Headers, HttpBuilder, OAuth2, Paged, RateLimit,
    Reply, Retry, XmlValue,
};
use plugin_core::api::{Csv, Xml};
use plugin_core::testing::{Canned, Sent, Stub};
use plugin_core::values::{Bytes, UsernamePassword};
use plugin_core::{Http, Preset, Result, api, api_call};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct User {
    id: u64,
}

struct Api {
    http: Http,
}

#[api(retry(max = 3, reset = "X-Rate-Limit-Reset"))]
impl Api {
    #[api_call(GET, "users/{id}")]
    async fn user(&self, id: &str) -> Result<User>;

    #[api_call(GET, "maybe/{id}", missing(404))]
    async fn maybe(&self, id: &str) -> Result<Option<User>>;

    #[api_call(GET, "list", missing(403), select = "/data/users")]
    async fn list(&self) -> Result<Vec<User>>;

    #[api_call(DELETE, "users/{id}", missing(404))]
    async fn delete(&self, id: &str) -> Result<bool>;

    #[api_call(POST, "users")]
    async fn add(&self, user: &User) -> Result<Reply<User>>;

    #[api_call(PUT, "users", idempotent)]
    async fn put(&self, user: &User) -> Result<()>;

    #[api_call(GET, "slow", timeout = "30s")]
    async fn slow(&self) -> Result<String>;

    #[api_call(GET, "file", max_body = "1KiB")]
    async fn file(&self) -> Result<Download>;

    #[api_call(GET, "users", errors(404 => NotFound, 409 => { cause: "Taken.", assistance: "Take another." }, 500.. => ServerError, 402 => Conflict { cause: "Pay." }))]
    async fn failing(&self) -> Result<()>;

    #[api_call(GET, "users", errors = runtime, error_data("/error/message", "/message"))]
    async fn runtime(&self) -> Result<()>;

    #[api_call(POST, "graphql", reject("/errors" => { cause: "The API returned errors.", data: "/errors/0/message" }, "/stat" == "FAIL" => ServerError, "/ok" != true => Unknown), select = "/data")]
    async fn graphql(
        &self,
        #[json("query")] query: &str,
        #[json("variables", skip_none)] variables: Option<Value>,
    ) -> Result<Value>;

    #[api_call(POST, "upload")]
    async fn upload(&self, #[part("title")] title: &str, #[part("files[]")] files: &[FilePart])
    -> Result<()>;

    #[api_call(GET, "name/{id}")]
    async fn next_id(&self, id: u8) -> Result<u64> {
        |user: User| user.id + 1
    }

    #[api_call(GET, "things?kind=all")]
    async fn things(
        &self,
        #[query(comma)] ids: &[u64],
        #[query("tag", brackets)] tags: &[&str],
        #[query(flatten)] rest: &BTreeMap<&str, Value>,
        #[header(flatten)] headers: &BTreeMap<&str, &str>,
        #[options] options: &CallOptions,
    ) -> Result<()>;

    #[api_call(GET, "blobs/{name}", headers("X-Common" = none, "X-Own" = "1"))]
    async fn blob(&self, #[path(raw_segments)] name: &str) -> Result<Bytes>;

    #[api_call(PUT, "blob")]
    async fn put_blob(&self, #[body("text/plain")] text: Option<&str>) -> Result<()>;

    #[api_call(GET, "open", no_auth)]
    async fn open(&self) -> Result<()>;

    #[api_call(GET, "other", base = "v2")]
    async fn other(&self) -> Result<()>;

    #[api_call(GET, "ignored")]
    async fn follow(&self, #[url] link: &str) -> Result<()>;

    #[api_call(GET, "often", rate_limit = "2/s")]
    async fn often(&self) -> Result<()>;

    #[api_call(GET, "cursor", paginate(cursor("/next" -> query "cursor"), items = "/users"))]
    fn by_cursor(&self, #[query] size: u8) -> Paged<User>;

    #[api_call(POST, "scroll", paginate(cursor("/meta/next" -> json "/meta/token"), items = "/users"))]
    fn by_body(&self, #[json("size")] size: u8) -> Paged<User>;

    #[api_call(GET, "offset", paginate(offset("offset", step = "limit", total = "/total"), items = "/users"))]
    fn by_offset(&self, limit: u8) -> Paged<User>;

    #[api_call(GET, "page", paginate(page("page", size = "per_page"), items = "/users"))]
    fn by_page(&self, per_page: u8) -> Paged<User>;

    #[api_call(GET, "next", paginate(next_url("/@odata.nextLink"), items = "/value"))]
    fn by_url(&self, filter: &str) -> Paged<User>;

    #[api_call(GET, "link", paginate(link_header))]
    fn by_link(&self) -> Paged<User>;

    #[api_call(GET, "feed.xml", select = "/feed/item")]
    async fn tree(&self) -> Result<XmlValue>;

    #[api_call(GET, "feed.xml")]
    async fn xml(&self) -> Result<Xml<User>>;

    #[api_call(GET, "rows.csv", accept = "text/csv")]
    async fn csv(&self) -> Result<Csv<User>>;

    #[api_call(POST, "xml")]
    async fn send_xml(&self, #[xml] user: &User) -> Result<()>;
}

fn users(ids: impl IntoIterator<Item = u64>) -> Value {
    ids.into_iter().map(|id| json!({"id": id})).collect()
}

fn api(stub: &Stub) -> Api {
    Api { http: stub.http().unwrap() }
}

fn with(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    let http = stub.scope_sync(|| build(Http::builder("https://api.example.com/v1")).build());
    Api { http: http.unwrap() }
}

fn preset<T: std::fmt::Debug>(result: Result<T>) -> Preset {
    result.unwrap_err().preset_of().expect("a preset")
}

#[tokio::test]
async fn what_is_missing_is_no_error() {
    let stub = Stub::new();
    stub.on(Api::MAYBE).answer(Canned::status(404));
    stub.on(Api::LIST).answer(Canned::status(403));
    stub.on(Api::DELETE).with("id", 1).answer(Canned::status(204));
    stub.on(Api::DELETE).answer(Canned::status(404));
    let api = api(&stub);
    assert_eq!(api.maybe("7").await.unwrap(), None);
    assert_eq!(api.list().await.unwrap(), []);
    assert!(api.delete("1").await.unwrap());
    assert!(!api.delete("2").await.unwrap());
    stub.assert_all_called();
}

#[tokio::test]
async fn a_part_of_the_answer_is_selected_or_mapped() {
    let stub = Stub::new();
    stub.on(Api::LIST).times(1).answer(Canned::json(json!({"data": {"users": users([1, 2])}})));
    stub.on(Api::LIST).times(1).answer(Canned::json(json!({"data": {"people": []}, "more": 1})));
    stub.on(Api::LIST).answer(Canned::json(json!({"data": {"users": [{"id": 1}, {"id": "two"}]}})));
    stub.on(Api::NEXT_ID).answer(Canned::json(json!({"id": 6})));
    let api = api(&stub);
    assert_eq!(api.list().await.unwrap().len(), 2);
    let error = api.list().await.unwrap_err();
    assert!(error.cause_text().contains("nothing at /data/users, only data, more"), "{error}");
    let error = api.list().await.unwrap_err();
    assert!(error.cause_text().contains("at /data/users/1/id: invalid type"), "{error}");
    assert_eq!(api.next_id(5).await.unwrap(), 7);
}

#[tokio::test]
async fn the_place_of_what_is_wrong_in_json_is_told() {
    let stub = Stub::new();
    stub.on(Api::USER).answer(Canned::json(json!({"id": "x"})));
    let error = api(&stub).user("1").await.unwrap_err();
    assert_eq!((error.preset_of(), error.status()), (Some(Preset::InvalidJson), Some(200)));
    assert!(error.cause_text().contains("(at /id: invalid type: string \"x\", expected u64"), "{error}");
    assert_eq!(error.data_text(), r#"{"id":"x"}"#);
}

#[tokio::test]
async fn failures_read_as_the_annotation_says() {
    let stub = Stub::new();
    for status in [402, 404, 409, 418, 500, 599] {
        stub.on(Api::FAILING).times(1).answer(Canned::status(status).body(r#"{"message": "boom"}"#));
    }
    let api = api(&stub);
    let mut told = Vec::new();
    for _ in 0..6 {
        let error = api.failing().await.unwrap_err();
        told.push((error.status().unwrap(), error.preset_name(), error.cause_text().to_owned()));
        assert_eq!(error.data_text(), "boom");
    }
    let cause = |preset: Preset| preset.cause().to_owned();
    assert_eq!(
        told,
        [
            (402, Some("conflict"), "Pay.".to_owned()),
            (404, Some("not_found"), cause(Preset::NotFound)),
            (409, None, "Taken.".to_owned()),
            (418, Some("unknown"), cause(Preset::Unknown)),
            (500, Some("server_error"), cause(Preset::ServerError)),
            (599, Some("server_error"), cause(Preset::ServerError)),
        ]
    );
}

#[tokio::test]
async fn the_table_of_the_runtime_and_the_place_of_the_message() {
    let stub = Stub::new();
    stub.on(Api::RUNTIME).times(1).answer(Canned::status(401).body(r#"{"error": {"message": "who?"}}"#));
    stub.on(Api::RUNTIME).answer(Canned::status(409).body("plain"));
    let api = api(&stub);
    let error = api.runtime().await.unwrap_err();
    assert_eq!((error.preset_of(), error.data_text()), (Some(Preset::InvalidCredentials), "who?".to_owned()));
    let error = api.runtime().await.unwrap_err();
    assert_eq!((error.preset_of(), error.data_text()), (Some(Preset::Conflict), "plain".to_owned()));
}

#[tokio::test]
async fn a_success_that_is_none_is_rejected() {
    let stub = Stub::new();
    for body in [
        json!({"errors": [{"message": "no such field"}], "data": null, "ok": true}),
        json!({"stat": "FAIL", "ok": true}),
        json!({"stat": "OK", "ok": false}),
        json!({"errors": [], "ok": true, "data": {"x": 1}}),
    ] {
        stub.on(Api::GRAPHQL).times(1).answer(Canned::json(body));
    }
    let api = api(&stub);
    let error = api.graphql("{x}", None).await.unwrap_err();
    assert_eq!(
        (error.cause_text(), error.data_text()),
        ("The API returned errors.", "no such field".to_owned())
    );
    assert_eq!(preset(api.graphql("{x}", None).await), Preset::ServerError);
    assert_eq!(preset(api.graphql("{x}", None).await), Preset::Unknown);
    assert_eq!(api.graphql("{x}", Some(json!({"a": null}))).await.unwrap(), json!({"x": 1}));
    assert_eq!(stub.sent()[0].json(), json!({"query": "{x}"}));
    assert_eq!(stub.sent()[3].json(), json!({"query": "{x}", "variables": {"a": null}}));
}

#[tokio::test]
async fn arguments_go_where_they_belong() {
    let stub = Stub::new();
    stub.on_any().answer(Canned::status(200));
    let api = with(&stub, |http| {
        http.header("X-Common", "1").query("api", "2").base("v2", "https://v2.example.com")
    });
    let rest = BTreeMap::from([("a b", json!([1, true, null])), ("none", json!(null))]);
    let headers = BTreeMap::from([("X-Common", "mine")]);
    let options = CallOptions::new().header("X-Tenant-ID", "7").query("late", "1");
    api.things(&[1, 2], &["x", "y"], &rest, &headers, &options).await.unwrap();
    api.blob("a/b c/ł").await.unwrap();
    api.other().await.unwrap();
    api.put_blob(None).await.unwrap();
    api.put_blob(Some("hi")).await.unwrap();
    let sent = stub.sent();
    let query = "api=2&kind=all&ids=1%2C2&tag%5B%5D=x&tag%5B%5D=y&a+b=1&a+b=true&late=1";
    assert_eq!(sent[0].url(), format!("https://api.example.com/v1/things?{query}"));
    assert_eq!((sent[0].header("x-common"), sent[0].header("x-tenant-id")), (Some("mine"), Some("7")));
    assert_eq!(sent[1].url(), "https://api.example.com/v1/blobs/a/b%20c/%C5%82?api=2");
    assert_eq!((sent[1].header("x-common"), sent[1].header("x-own")), (None, Some("1")));
    assert_eq!(sent[2].url(), "https://v2.example.com/other?api=2");
    assert_eq!((sent[3].header("content-type"), sent[3].body()), (None, &b""[..]));
    assert_eq!((sent[4].header("content-type"), sent[4].text().as_str()), (Some("text/plain"), "hi"));
    for bad in ["a/../b", "a//b", ".", ""] {
        assert_eq!(preset(api.blob(bad).await), Preset::BadRequest, "{bad}");
    }
    assert_eq!(stub.sent().len(), 5);
}

#[tokio::test]
async fn files_go_out_as_browsers_send_them() {
    let stub = Stub::new();
    stub.on(Api::UPLOAD).answer(Canned::status(200));
    let files = [FilePart::new("a\"b\r\n.txt", "one").mime("text/plain"), FilePart::new("ł", vec![0, 255])];
    api(&stub).upload("T", &files).await.unwrap();
    let sent = &stub.sent()[0];
    let boundary =
        sent.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(sent.body()).replace(boundary, "B");
    assert_eq!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nT\r\n\
         --B\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"a%22b%0D%0A.txt\"\r\nContent-Type: text/plain\r\n\r\none\r\n\
         --B\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"ł\"\r\nContent-Type: application/octet-stream\r\n\r\n\u{0}\u{fffd}\r\n\
         --B--\r\n"
    );
}

#[tokio::test]
async fn other_formats_are_read_and_written() {
    let stub = Stub::new();
    let xml = "\u{feff}<?xml version=\"1.0\"?><feed a=\"1\"><item>x &amp; y</item><item/><item><b><![CDATA[<]]></b></item></feed>";
    stub.on(Api::TREE).times(1).answer(Canned::status(200).body(xml));
    stub.on(Api::TREE).answer(Canned::status(200).body("<feed><item></feed>"));
    stub.on(Api::XML).times(1).answer(Canned::status(200).body("<user><id>7</id></user>"));
    stub.on(Api::XML).answer(Canned::status(200));
    stub.on(Api::CSV).answer(Canned::status(200).body("\u{feff}name,id\nAda,1\n\"B, C\",2\n"));
    stub.on(Api::SEND_XML).answer(Canned::status(200));
    let api = api(&stub);
    assert_eq!(api.tree().await.unwrap().0, json!(["x & y", null, {"b": "<"}]));
    assert_eq!(preset(api.tree().await), Preset::InvalidJson);
    assert_eq!(api.xml().await.unwrap().0, User { id: 7 });
    assert_eq!(preset(api.xml().await), Preset::InvalidJson);
    assert_eq!(api.csv().await.unwrap().0, [User { id: 1 }, User { id: 2 }]);
    api.send_xml(&User { id: 7 }).await.unwrap();
    let sent = stub.sent();
    assert_eq!(sent[4].header("accept"), Some("text/csv"));
    assert_eq!(
        (sent[5].text().as_str(), sent[5].header("content-type")),
        ("<User><id>7</id></User>", Some("application/xml"))
    );
}

#[tokio::test]
async fn only_what_may_be_sent_twice_is() {
    let stub = Stub::new();
    let good = || Canned::json(json!({"id": 1}));
    stub.on(Api::USER).times(1).answer(Canned::refused());
    stub.on(Api::USER).times(1).answer(Canned::status(429).header("Retry-After", "7"));
    stub.on(Api::USER).times(1).answer(Canned::status(503).header("X-Rate-Limit-Reset", "1767225700"));
    stub.on(Api::USER).answer(good());
    stub.on(Api::PUT).times(1).answer(Canned::status(502));
    stub.on(Api::PUT).answer(good());
    stub.on(Api::ADD).times(1).answer(Canned::status(503));
    let api = api(&stub);
    assert_eq!(api.user("1").await.unwrap(), User { id: 1 });
    let waits = stub.waits();
    assert!(waits[0] <= Duration::from_secs(1), "{waits:?}");
    assert_eq!(waits[1], Duration::from_secs(7));
    // The clock has moved by what was waited so far.
    assert_eq!(waits.iter().sum::<Duration>(), Duration::from_secs(100));
    api.put(&User { id: 1 }).await.unwrap();
    assert_eq!(preset(api.add(&User { id: 1 }).await.map(|reply| reply.value)), Preset::ServiceUnavailable);
    assert_eq!(stub.sent().iter().filter(|sent| sent.operation() == "add").count(), 1);
}

#[tokio::test]
async fn a_client_that_fails_always_stops_trying() {
    let stub = Stub::new();
    stub.on(Api::USER).answer(Canned::status(503));
    let api = api(&stub);
    assert_eq!(preset(api.user("1").await), Preset::ServiceUnavailable);
    assert_eq!(stub.sent().len(), 4);
    for _ in 0..20 {
        let _ = api.user("1").await;
    }
    // 21 calls, and 20 repetitions between them.
    assert_eq!(stub.sent().len(), 41);
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_a_billion_seconds_is_not_begun() {
    let stub = Stub::new();
    stub.on(Api::USER).answer(Canned::status(429).header("Retry-After", "1000000000").body("slow down"));
    let error = api(&stub).user("1").await.unwrap_err();
    assert_eq!((error.preset_of(), error.status()), (Some(Preset::RateLimit), Some(429)));
    assert!(error.assistance_text().contains("2057-09-09T01:46:40Z"), "{error}");
    assert_eq!((error.data_text().as_str(), stub.waits().len(), stub.sent().len()), ("slow down", 0, 1));
}

#[tokio::test(start_paused = true)]
async fn slow_answers_end_in_time() {
    let stub = Stub::new();
    stub.on(Api::SLOW).times(1).answer(Canned::status(200).body([b'x'; 1000]).drip(Duration::from_secs(1)));
    stub.on(Api::SLOW).times(1).answer(Canned::status(200).body("abcdef").cut_after(3));
    stub.on(Api::USER).answer(Canned::silence());
    let api = api(&stub);
    let start = tokio::time::Instant::now();
    assert_eq!(preset(api.slow().await), Preset::Timeout);
    assert_eq!(start.elapsed().as_secs(), 30);
    assert_eq!(preset(api.slow().await), Preset::ConnectionError);
    let start = tokio::time::Instant::now();
    let error = api.user("1").await.unwrap_err();
    assert_eq!((error.preset_of(), start.elapsed().as_secs()), (Some(Preset::Timeout), 60));
    assert!(error.data_text().contains("60 seconds"), "{error}");
    let options = CallOptions::new().timeout(Duration::from_secs(5));
    stub.on(Api::THINGS).answer(Canned::silence());
    let (rest, headers) = (BTreeMap::new(), BTreeMap::new());
    let start = tokio::time::Instant::now();
    assert_eq!(preset(api.things(&[], &[], &rest, &headers, &options).await), Preset::Timeout);
    assert_eq!(start.elapsed().as_secs(), 5);
}

fn gzip(body: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn compressed_answers_are_read_up_to_their_bound() {
    let stub = Stub::new();
    let zipped = |body: Vec<u8>| Canned::status(200).header("Content-Encoding", "gzip").body(body);
    stub.on(Api::SLOW).times(1).answer(zipped(gzip(b"hello")));
    stub.on(Api::SLOW).times(1).answer(zipped(gzip(&vec![0; 8 << 20])));
    stub.on(Api::SLOW).times(1).answer(zipped(gzip(&vec![0; 64 << 20])));
    stub.on(Api::SLOW).times(1).answer(zipped(gzip(b"hello")[..10].to_vec()));
    stub.on(Api::SLOW).answer(zipped(b"hello".to_vec()));
    let api = api(&stub);
    assert_eq!(api.slow().await.unwrap(), "hello");
    assert_eq!(api.slow().await.unwrap().len(), 8 << 20);
    let error = api.slow().await.unwrap_err();
    assert!(error.cause_text().contains("longer than 33554432 bytes"), "{error}");
    for _ in 0..2 {
        assert!(api.slow().await.unwrap_err().cause_text().contains("gzip, and is not"));
    }
}

#[tokio::test]
async fn a_long_list_of_equal_users_is_read_although_it_is_compressed_well() {
    let user =
        json!({"id": 7, "name": "Ada Lovelace", "mail": "ada@example.com", "roles": ["admin", "reader"]});
    let list = json!({"data": {"users": vec![user; 20_000]}});
    let (body, list) = (gzip(list.to_string().as_bytes()), list.to_string());
    assert!(list.len() > 200 * body.len() && list.len() > 1 << 20, "{} to {}", list.len(), body.len());
    let stub = Stub::new();
    stub.on(Api::LIST).answer(Canned::status(200).header("Content-Encoding", "gzip").body(body));
    assert_eq!(api(&stub).list().await.unwrap(), vec![User { id: 7 }; 20_000]);
}

#[tokio::test]
async fn a_download_is_bounded_and_leaves_nothing_behind() {
    let stub = Stub::new();
    stub.on(Api::FILE).times(2).answer(Canned::status(200).header("Etag", "x").body([7; 1000]));
    stub.on(Api::FILE).times(1).answer(Canned::status(200).body([7; 2000]));
    stub.on(Api::FILE).answer(Canned::status(404));
    let api = api(&stub);
    let path = std::env::temp_dir().join(format!("plugin-download-{}", std::process::id()));
    let download = api.file().await.unwrap();
    assert_eq!(download.header("etag"), Some("x"));
    assert_eq!(download.to_file(&path).await.unwrap(), 1000);
    assert_eq!(std::fs::read(&path).unwrap(), [7; 1000]);
    assert_eq!(api.file().await.unwrap().bytes().await.unwrap().len(), 1000);
    let error = api.file().await.unwrap().to_file(&path).await.unwrap_err();
    assert!(error.cause_text().contains("longer than 1024 bytes"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), [7; 1000]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(preset(api.file().await), Preset::NotFound);
}

#[tokio::test]
async fn calls_wait_for_their_turn() {
    let stub = Stub::new();
    stub.on(Api::OFTEN).answer(Canned::status(200));
    let api = with(&stub, |http| http.rate_limit(RateLimit::new(3, Duration::from_secs(60))));
    for _ in 0..4 {
        api.often().await.unwrap();
    }
    let waits: Vec<_> = stub.waits().iter().map(Duration::as_millis).collect();
    // Each on top of the one before: the fourth call is sent 20 seconds after the first.
    assert_eq!(waits, [500, 500, 19_000]);
    // A rest saves up no more calls than the limit has.
    stub.advance(Duration::from_secs(3600));
    for _ in 0..3 {
        api.often().await.unwrap();
    }
    assert_eq!(stub.waits()[3..], [Duration::from_millis(500)]);
}

#[tokio::test]
async fn pages_go_on_as_the_annotation_says() {
    let stub = Stub::new();
    stub.on(Api::BY_CURSOR)
        .with("cursor", "c/2")
        .answer(Canned::json(json!({"users": users([2]), "next": ["a", 3]})));
    stub.on(Api::BY_CURSOR)
        .with("cursor", "a")
        .with("cursor", "3")
        .answer(Canned::json(json!({"users": null, "next": ""})));
    stub.on(Api::BY_CURSOR).answer(Canned::json(json!({"users": users([1]), "next": "c/2"})));
    stub.on(Api::BY_BODY).answer_with(|sent: &Sent| match &sent.json()["meta"]["token"] {
        Value::Null => Canned::json(json!({"users": users([1]), "meta": {"next": "t"}})),
        _ => Canned::json(json!({"users": users([2])})),
    });
    stub.on(Api::BY_OFFSET).with("offset", 2).answer(Canned::json(json!({"users": users([3]), "total": 3})));
    stub.on(Api::BY_OFFSET).answer(Canned::json(json!({"users": users([1, 2]), "total": 3})));
    stub.on(Api::BY_PAGE).with("page", 2).answer(Canned::json(json!({"users": users([3])})));
    stub.on(Api::BY_PAGE).answer(Canned::json(json!({"users": users([1, 2])})));
    stub.on(Api::BY_URL).with("token", 2).answer(Canned::json(json!({"value": users([2])})));
    stub.on(Api::BY_URL).answer(Canned::json(
        json!({"value": users([1]), "@odata.nextLink": "https://stub.test/next?token=2"}),
    ));
    let link = "<https://stub.test/link?after=1>; rel=\"next\", <https://stub.test/link>; rel=\"self\"";
    stub.on(Api::BY_LINK).with("after", 1).answer(Canned::status(204));
    stub.on(Api::BY_LINK).answer(Canned::json(users([1])).header("Link", link));
    let api = api(&stub);
    assert_eq!(json!(api.by_cursor(1).collect(10).await.unwrap()), users([1, 2]));
    assert_eq!(json!(api.by_body(9).collect(10).await.unwrap()), users([1, 2]));
    assert_eq!(json!(api.by_offset(2).collect(10).await.unwrap()), users([1, 2, 3]));
    assert_eq!(json!(api.by_page(2).collect(10).await.unwrap()), users([1, 2, 3]));
    assert_eq!(json!(api.by_url("x").collect(10).await.unwrap()), users([1, 2]));
    assert_eq!(json!(api.by_link().collect(10).await.unwrap()), users([1]));
    stub.assert_all_called();
    let urls: Vec<_> = stub.sent().iter().map(|sent| sent.url().to_owned()).collect();
    assert_eq!(urls[1], "https://stub.test/cursor?size=1&cursor=c%2F2");
    assert_eq!(urls[2], "https://stub.test/cursor?size=1&cursor=a&cursor=3");
    assert_eq!(stub.sent()[4].json(), json!({"size": 9, "meta": {"token": "t"}}));
    assert!(urls.contains(&"https://stub.test/next?token=2".to_owned()), "{urls:?}");
}

#[tokio::test]
async fn pages_are_taken_as_they_are_wanted() {
    use futures_util::{StreamExt, TryStreamExt};
    let stub = Stub::new();
    stub.on(Api::BY_CURSOR).answer_with(|sent: &Sent| {
        let at: u64 =
            sent.query().iter().find(|pair| pair.0 == "cursor").map_or(0, |pair| pair.1.parse().unwrap());
        Canned::json(json!({"users": users([at]), "next": (at < 4).then(|| (at + 1).to_string())}))
    });
    let api = api(&stub);
    assert_eq!(json!(api.by_cursor(1).collect(2).await.unwrap()), users([0, 1]));
    assert_eq!(stub.sent().len(), 2);
    let all: Vec<User> = api.by_cursor(1).stream().try_collect().await.unwrap();
    assert_eq!(json!(all), users(0..5));
    assert_eq!(api.by_cursor(1).stream().take(1).count().await, 1);
    let (page, next) = api.by_cursor(1).page_from(Some(Cursor::from("3"))).await.unwrap();
    assert_eq!((json!(page), next.as_ref().and_then(Cursor::as_str)), (users([3]), Some("4")));
    let (page, next) = api.by_cursor(1).page_from(next).await.unwrap();
    assert_eq!((json!(page), next), (users([4]), None));
}

#[tokio::test]
async fn pages_end() {
    let stub = Stub::new();
    stub.on(Api::BY_CURSOR).answer(Canned::json(json!({"users": users([1]), "next": "again"})));
    let count = AtomicU32::new(0);
    stub.on(Api::BY_PAGE).answer_with(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Canned::json(json!({"users": users([1, 2])}))
    });
    let error = api(&stub).by_cursor(1).collect(100).await.unwrap_err();
    assert!(error.cause_text().contains("again and again"), "{error}");
    assert_eq!(stub.sent().len(), 2);
    let api = with(&stub, |http| http.max_pages(5));
    let error = api.by_page(2).collect(1_000_000).await.unwrap_err();
    assert!(error.cause_text().contains("more than 5 pages"), "{error}");
    assert_eq!(stub.sent().len(), 7);
}

#[tokio::test]
async fn credentials_never_follow_an_address_elsewhere() {
    let stub = Stub::new();
    for next in [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example",
        "https://api.example.com@evil.example/",
    ] {
        stub.on(Api::BY_URL).times(1).answer(Canned::json(json!({"value": [], "@odata.nextLink": next})));
    }
    stub.on(Api::BY_URL)
        .times(1)
        .answer(Canned::json(json!({"value": [], "@odata.nextLink": "https://data.example.com/p2"})));
    stub.on(Api::BY_URL).answer(Canned::json(json!({"value": users([2])})));
    stub.on(Api::FOLLOW).answer(Canned::status(200));
    stub.on(Api::USER).answer(Canned::status(302).header("Location", "https://evil.example/x"));
    let api =
        with(&stub, |http| http.auth(Auth::bearer("s3cr3t").unwrap()).trust("https://data.example.com"));
    for _ in 0..4 {
        assert_eq!(preset(api.by_url("x").collect(9).await), Preset::RedirectError);
    }
    assert_eq!(json!(api.by_url("x").collect(9).await.unwrap()), users([2]));
    assert_eq!(preset(api.follow("https://evil.example/x").await), Preset::RedirectError);
    api.follow("/v1/users?a=1#top").await.unwrap();
    assert_eq!(preset(api.user("1").await), Preset::RedirectError);
    let hosts: Vec<_> =
        stub.sent().iter().map(|sent| sent.url().split('/').nth(2).unwrap().to_owned()).collect();
    assert!(
        hosts.iter().all(|host| ["api.example.com", "data.example.com"].contains(&host.as_str())),
        "{hosts:?}"
    );
    assert!(stub.sent().iter().any(|sent| sent.url() == "https://api.example.com/v1/users?a=1"));
}

fn oauth(stub: &Stub, change: impl FnOnce(OAuth2) -> OAuth2) -> Api {
    let oauth = Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1");
    with(stub, |http| http.auth(change(oauth)))
}

/// Tokens that count up, each good for an hour.
fn tokens(stub: &Stub) {
    let mut count = 0;
    stub.on_any().answer_with(move |sent: &Sent| {
        if sent.operation() != "login" {
            let good = sent.header("authorization") != Some("Bearer token-1");
            return if good { Canned::json(json!({"id": 1})) } else { Canned::status(401) };
        }
        count += 1;
        Canned::json(json!({"access_token": format!("token-{count}"), "expires_in": "3600"}))
    });
}

#[tokio::test]
async fn a_token_is_fetched_kept_and_renewed() {
    let stub = Stub::new();
    tokens(&stub);
    let api = oauth(&stub, |oauth| oauth.field("scope", "all"));
    api.user("1").await.unwrap();
    api.user("1").await.unwrap();
    stub.advance(Duration::from_secs(3600 - 29));
    api.user("1").await.unwrap();
    api.open().await.unwrap();
    let sent = stub.sent();
    let told: Vec<_> =
        sent.iter().map(|sent| (sent.operation(), sent.header("authorization").unwrap_or("-"))).collect();
    assert_eq!(
        told,
        [
            ("login", "-"),
            ("user", "Bearer token-1"),
            ("login", "-"),
            ("user", "Bearer token-2"),
            ("user", "Bearer token-2"),
            ("login", "-"),
            ("user", "Bearer token-3"),
            ("open", "-"),
        ]
    );
    assert_eq!(sent[0].url(), "https://login.example.com/token");
    assert_eq!(
        sent[0].text(),
        "grant_type=client_credentials&client_id=client-1&client_secret=s3cr3t-1&scope=all"
    );
}

#[tokio::test]
async fn a_token_is_fetched_in_the_style_of_the_endpoint() {
    let stub = Stub::new();
    tokens(&stub);
    let person = UsernamePassword { username: "ada".into(), password: "s3cr3t-2".into() };
    let api = oauth(&stub, |oauth| oauth.basic().in_query().password(&person));
    api.http.log_in().await.unwrap();
    let sent = &stub.sent()[0];
    assert_eq!(
        sent.url(),
        "https://login.example.com/token?grant_type=password&username=ada&password=s3cr3t-2"
    );
    assert_eq!(sent.header("authorization"), Some("Basic Y2xpZW50LTE6czNjcjN0LTE="));
    assert_eq!(sent.body(), b"");
}

#[tokio::test]
async fn a_hundred_callers_renew_a_token_once() {
    let stub = Stub::new();
    tokens(&stub);
    let api = Arc::new(oauth(&stub, |oauth| oauth));
    api.http.log_in().await.unwrap();
    let calls = (0..100).map(|_| async { api.user("1").await });
    let answers = futures_util::future::join_all(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 100);
    assert_eq!(stub.sent().iter().filter(|sent| sent.operation() == "login").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_is_down_is_asked_once_for_all() {
    let stub = Stub::new();
    stub.on_any().answer(Canned::silence());
    let api = oauth(&stub, |oauth| oauth);
    let start = tokio::time::Instant::now();
    let calls = (0..100).map(|_| async { api.user("1").await });
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.into_iter().all(|answer| preset(answer) == Preset::Timeout));
    assert_eq!((stub.sent().len(), start.elapsed().as_secs()), (1, 60));
    // The next to come tries again.
    assert_eq!(preset(api.user("1").await), Preset::Timeout);
    assert_eq!(stub.sent().len(), 2);
}

#[tokio::test]
async fn a_login_that_is_refused_says_so_without_the_secret() {
    let stub = Stub::new();
    stub.on_any().times(1).answer(Canned::status(401).body(r#"{"error": "s3cr3t-1 is wrong"}"#));
    stub.on_any().times(1).answer(Canned::json(json!({"reason": "odd"})));
    stub.on_any().answer(Canned::status(503));
    let api = oauth(&stub, |oauth| oauth);
    let error = api.user("1").await.unwrap_err();
    assert_eq!(error.preset_of(), Some(Preset::InvalidCredentials));
    assert!(!format!("{error} {error:?}").contains("s3cr3t-1"), "{error}");
    assert!(error.data_text().contains("******** is wrong"));
    assert!(api.user("1").await.unwrap_err().cause_text().contains("no access token"));
    assert_eq!(preset(api.user("1").await), Preset::ServiceUnavailable);
}

#[tokio::test]
async fn a_token_that_is_always_refused_ends_in_401() {
    let stub = Stub::new();
    stub.on_any().answer_with(|sent: &Sent| match sent.operation() {
        "login" => Canned::json(json!({"access_token": "token-1"})),
        _ => Canned::status(401).body("token-1 is no good"),
    });
    let api = oauth(&stub, |oauth| oauth.replays(2));
    let error = api.user("1").await.unwrap_err();
    assert_eq!((error.status(), error.data_text().as_str()), (Some(401), "******** is no good"));
    assert_eq!(stub.sent().len(), 6);
}

#[tokio::test]
async fn the_author_says_which_answer_ends_a_token() {
    let stub = Stub::new();
    tokens(&stub);
    let expired = |status: u16, body: &[u8]| status == 401 && body.starts_with(b"expired");
    let api = oauth(&stub, |oauth| oauth.renew_when(expired));
    assert_eq!(api.user("1").await.unwrap_err().status(), Some(401));
    assert_eq!(stub.sent().len(), 2);
}

#[tokio::test]
async fn a_session_has_a_login_and_a_logout_of_its_own() {
    struct Login {
        http: Http,
    }
    impl Login {
        #[api_call(POST, "login")]
        async fn login(&self, #[json("user")] user: &str) -> Result<Reply<()>>;

        #[api_call(POST, "logout")]
        async fn logout(&self, #[header("Cookie")] cookie: &str) -> Result<()>;
    }
    let stub = Stub::new();
    let mut logins = 0;
    stub.on(Login::LOGIN).answer_with(move |_| {
        logins += 1;
        let cookie = format!("sid={logins}; Path=/; HttpOnly");
        Canned::status(200).header("Set-Cookie", cookie).header("X-Csrf", "csrf-1")
    });
    stub.on(Login::LOGOUT).answer(Canned::status(500));
    stub.on(Api::OPEN).answer(Canned::status(200));
    stub.on(Api::USER).answer_with(|sent: &Sent| match sent.header("cookie") {
        Some("sid=1") => Canned::status(400).body("session expired"),
        _ => Canned::json(json!({"id": 1})),
    });
    let session = Auth::session(|http| async move {
        let reply = Login { http }.login("ada").await?;
        let csrf = reply.header("x-csrf").unwrap_or_default().to_owned();
        Grant::cookie(reply.header("set-cookie").unwrap_or_default())?
            .and_header("X-Csrf", &csrf)?
            .base_url("https://eu.example.com/v3")
    });
    let session = session
        .renew_when(|status, body| status == 400 && body.starts_with(b"session expired"))
        .logout(|http, grant| async move { drop(Login { http }.logout(grant.token()).await) });
    let api = with(&stub, |http| http.auth(session));
    api.user("1").await.unwrap();
    drop(api);
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    let sent = stub.sent();
    let told: Vec<_> = sent.iter().map(|sent| (sent.operation(), sent.header("cookie"))).collect();
    assert_eq!(
        told,
        [
            ("login", None),
            ("user", Some("sid=1")),
            ("login", None),
            ("user", Some("sid=2")),
            ("logout", Some("sid=1")),
            ("logout", Some("sid=2")),
        ]
    );
    assert_eq!(
        (sent[3].url(), sent[3].header("x-csrf")),
        ("https://eu.example.com/v3/users/1", Some("csrf-1"))
    );
}

#[tokio::test]
async fn a_request_is_signed_as_it_is_sent() {
    let stub = Stub::new();
    stub.on_any().times(1).answer(Canned::status(503).header("Retry-After", "60"));
    stub.on_any().answer(Canned::json(json!({"id": 1})));
    let auth = Auth::signed(|it| {
        let text = [it.method(), it.host(), it.path(), &it.sorted_query(), it.path_and_query()].join(" ");
        Headers::new().set("Date", &it.date_rfc2822())?.secret("X-Signature", &text)
    });
    let api = with(&stub, |http| http.auth(auth).query("b", "ł +").query("a", "~"));
    api.user("a b").await.unwrap();
    let sent = stub.sent();
    let signature = "GET api.example.com /v1/users/a%20b a=~&b=%C5%82%20%2B /v1/users/a%20b?b=%C5%82+%2B&a=~";
    assert_eq!(sent[1].header("x-signature"), Some(signature));
    assert_eq!(sent[0].header("date"), Some("Thu, 01 Jan 2026 00:00:00 +0000"));
    assert_eq!(sent[1].header("date"), Some("Thu, 01 Jan 2026 00:01:00 +0000"));
}

#[tokio::test]
async fn what_takes_requests_of_its_own_is_custom() {
    let stub = Stub::new();
    stub.on(Api::OPEN).answer(Canned::status(200));
    stub.on(Api::USER).answer(Canned::json(json!({"id": 1})));
    let auth = Auth::custom(|http, it| async move {
        Api { http }.open().await?;
        Headers::new().set("X-For", it.path())
    });
    let api = with(&stub, |http| http.auth(auth).auth(Auth::query("key", "s3cr3t")));
    api.user("1").await.unwrap();
    let sent = stub.sent();
    assert_eq!(sent[0].url(), "https://api.example.com/v1/open");
    assert_eq!(
        (sent[1].url(), sent[1].header("x-for")),
        ("https://api.example.com/v1/users/1?key=s3cr3t", Some("/v1/users/1"))
    );
}

#[tokio::test]
async fn a_failure_can_be_said_in_other_words() {
    let stub = Stub::new();
    stub.on(Api::FAILING)
        .times(1)
        .answer(Canned::status(403).header("X-Category", "daily").body("{\"left\": 0}"));
    stub.on(Api::FAILING).answer(Canned::refused());
    let api = with(&stub, |http| {
        http.retry(Retry::new(0)).on_failure(|failure| match failure.header("x-category") {
            Some(category) => {
                let left = failure.json()["left"].clone();
                plugin_core::PluginError::new(format!("The {category} limit."), "Wait.").data(left)
            }
            None => failure.into_error().cause("Nobody is there."),
        })
    });
    let error = api.failing().await.unwrap_err();
    assert_eq!((error.preset_of(), error.cause_text()), (None, "The daily limit."));
    let error = api.failing().await.unwrap_err();
    assert_eq!((error.preset_of(), error.cause_text()), (Some(Preset::ConnectionError), "Nobody is there."));
}

#[tokio::test]
async fn a_call_that_the_stub_does_not_know_is_told() {
    let error = api(&Stub::new()).user("1").await.unwrap_err();
    assert_eq!(
        error.cause_text(),
        "The stub has no answer for `GET users/{id}` (https://stub.test/users/1)."
    );
}

#[tokio::test]
async fn json_that_is_nested_too_deep_is_refused() {
    let stub = Stub::new();
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    stub.on_any().answer(Canned::status(200).body(deep));
    let api = api(&stub);
    assert_eq!(preset(api.graphql("{x}", None).await), Preset::InvalidJson);
    assert_eq!(preset(api.list().await), Preset::InvalidJson);
    assert_eq!(preset(api.by_cursor(1).collect(1).await), Preset::InvalidJson);
}

#[test]
fn a_certificate_that_is_not_verified_is_warned_of() {
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

    /// Whatever a value is, the request goes to the same host and has as many segments as the template, or is not sent.
    #[test]
    fn no_value_changes_the_path(value in "\\PC*|[./%\\\\?#:@;]*") {
        let stub = Stub::new();
        stub.on_any().answer(Canned::json(json!({"id": 1})));
        let answer = run(api(&stub).user(&value));
        match stub.sent().first() {
            Some(sent) => {
                prop_assert_eq!(sent.path(), ["users", value.as_str()]);
                prop_assert!(sent.url().starts_with("https://stub.test/users/"));
                prop_assert!(!sent.url()["https://stub.test/users/".len()..].contains(['/', '?', '#', '\\']));
            }
            None => {
                prop_assert!(["", ".", ".."].contains(&value.as_str()));
                prop_assert_eq!(preset(answer), Preset::BadRequest);
            }
        }
    }

    /// Whatever cursors an API makes up, asking for pages ends.
    #[test]
    fn paging_always_ends(cursors in proptest::collection::vec("[a-c]{0,2}", 0..40), most in 1_usize..20) {
        let stub = Stub::new();
        let mut left = cursors.into_iter().cycle();
        stub.on_any().answer_with(move |_| Canned::json(json!({"users": users([1]), "next": left.next()})));
        let api = with(&stub, |http| http.max_pages(most));
        let _ = run(api.by_cursor(1).collect(usize::MAX));
        prop_assert!(stub.sent().len() <= most);
    }

    /// A secret goes where it belongs, and shows in no other header, no line of the log and no error, whatever the API says.
    #[test]
    fn no_error_shows_a_secret(secret in "[!-~][ -~]{10,30}[!-~]", status in 400_u16..600) {
        let stub = Stub::new();
        let body = json!({"message": format!("you said {secret}!")}).to_string();
        stub.on_any().answer(Canned::status(status).body(body));
        let auth = Auth::header("X-Api-Key", &secret).unwrap();
        let api = with(&stub, |http| http.auth(auth));
        let (error, lines) = logged(|| run(api.user("1")).unwrap_err());
        prop_assert!(!error.data_text().contains(&secret), "{}", error);
        prop_assert!(lines.contains("GET users/{id}") && !lines.contains(&secret), "{}", lines);
        for sent in stub.sent() {
            let mut others = sent.headers().iter().filter(|header| header.0 != "x-api-key");
            prop_assert!(others.all(|header| !header.1.contains(&secret)) && !sent.url().contains(&secret));
        }
    }
}
