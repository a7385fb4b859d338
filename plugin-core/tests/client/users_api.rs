//! The API that most tests call, and its clients.

use plugin_core::api::{CallOptions, Download, FilePart, HttpBuilder, Paged, WithMeta, XmlValue};
use plugin_core::api::{Csv, Xml};
use plugin_core::testing::Stub;
use plugin_core::values::Bytes;
use plugin_core::{Http, Preset, Result, api};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub id: u64,
}

pub struct Api {
    pub http: Http,
}

#[api(retry(max = 3, reset = "X-Rate-Limit-Reset"))]
impl Api {
    #[api_call(GET, "users/{id}")]
    pub async fn user(&self, id: &str) -> Result<User>;

    #[api_call(GET, "maybe/{id}", missing(404))]
    pub async fn maybe(&self, id: &str) -> Result<Option<User>>;

    #[api_call(GET, "list", missing(403), select = "/data/users")]
    pub async fn list(&self) -> Result<Vec<User>>;

    #[api_call(GET, "users")]
    pub async fn bare_list(&self) -> Result<Vec<User>>;

    #[api_call(DELETE, "users/{id}", missing(404))]
    pub async fn delete(&self, id: &str) -> Result<bool>;

    #[api_call(POST, "users")]
    pub async fn add(&self, user: &User) -> Result<WithMeta<User>>;

    #[api_call(PUT, "users", idempotent)]
    pub async fn put(&self, user: &User) -> Result<()>;

    #[api_call(GET, "slow", timeout = "30s")]
    pub async fn slow(&self) -> Result<String>;

    #[api_call(GET, "file", max_body = "1KiB")]
    pub async fn file(&self) -> Result<Download>;

    #[api_call(GET, "users", errors(404 => NotFound, 409 => { cause: "Taken.", assistance: "Take another." }, 500.. => ServerError, 402 => Conflict { cause: "Pay." }))]
    pub async fn failing(&self) -> Result<()>;

    #[api_call(GET, "users", errors = runtime, error_data("/error/message", "/message"))]
    pub async fn runtime(&self) -> Result<()>;

    #[api_call(POST, "graphql", reject("/errors" => { cause: "The API returned errors.", data: "/errors/0/message" }, "/stat" == "FAIL" => ServerError, "/ok" != true => Unknown), select = "/data")]
    pub async fn graphql(
        &self,
        #[json("query")] query: &str,
        #[json("variables", skip_none)] variables: Option<Value>,
    ) -> Result<Value>;

    #[api_call(POST, "upload")]
    pub async fn upload(
        &self,
        #[part("title")] title: &str,
        #[part("files[]")] files: &[FilePart],
    ) -> Result<()>;

    #[api_call(GET, "name/{id}")]
    pub async fn next_id(&self, id: u8) -> Result<u64> {
        |user: User| user.id + 1
    }

    #[api_call(GET, "things?kind=all")]
    pub async fn things(
        &self,
        #[query(comma)] ids: &[u64],
        #[query("tag", brackets)] tags: &[&str],
        #[query(flatten)] rest: &BTreeMap<&str, Value>,
        #[header(flatten)] headers: &BTreeMap<&str, &str>,
        #[options] options: &CallOptions,
    ) -> Result<()>;

    #[api_call(GET, "blobs/{name}", headers("X-Common" = none, "X-Own" = "1"))]
    pub async fn blob(&self, #[path(raw_segments)] name: &str) -> Result<Bytes>;

    #[api_call(PUT, "blob")]
    pub async fn put_blob(&self, #[body("text/plain")] text: Option<&str>) -> Result<()>;

    #[api_call(GET, "open", no_auth)]
    pub async fn open(&self) -> Result<()>;

    #[api_call(GET, "other", base = "v2")]
    pub async fn other(&self) -> Result<()>;

    #[api_call(GET, "ignored")]
    pub async fn follow(&self, #[url] link: &str) -> Result<()>;

    #[api_call(GET, "often", rate_limit = "2/s")]
    pub async fn often(&self) -> Result<()>;

    #[api_call(GET, "cursor", paginate(cursor("/next" -> query "cursor"), items = "/users"))]
    pub fn by_cursor(&self, #[query] size: u8) -> Paged<User>;

    #[api_call(POST, "scroll", paginate(cursor("/meta/next" -> json "/meta/token"), items = "/users"))]
    pub fn by_body(&self, #[json("size")] size: u8) -> Paged<User>;

    #[api_call(GET, "offset", paginate(offset("offset", step = "limit", total = "/total"), items = "/users"))]
    pub fn by_offset(&self, limit: u8) -> Paged<User>;

    #[api_call(GET, "page", paginate(page("page", size = "per_page"), items = "/users"))]
    pub fn by_page(&self, per_page: u8) -> Paged<User>;

    #[api_call(GET, "next", paginate(next_url("/@odata.nextLink"), items = "/value"))]
    pub fn by_url(&self, filter: &str) -> Paged<User>;

    #[api_call(GET, "link", paginate(link_header))]
    pub fn by_link(&self) -> Paged<User>;

    #[api_call(GET, "feed.xml", select = "/feed/item")]
    pub async fn tree(&self) -> Result<XmlValue>;

    #[api_call(GET, "feed.xml")]
    pub async fn xml(&self) -> Result<Xml<User>>;

    #[api_call(GET, "rows.csv", accept = "text/csv")]
    pub async fn csv(&self) -> Result<Csv<User>>;

    #[api_call(POST, "xml")]
    pub async fn send_xml(&self, #[xml] user: &User) -> Result<()>;
}

pub fn users(ids: impl IntoIterator<Item = u64>) -> Value {
    ids.into_iter().map(|id| json!({"id": id})).collect()
}

pub fn api(stub: &Stub) -> Api {
    Api { http: stub.http().unwrap() }
}

pub fn with(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    let http = stub.scope_sync(|| build(Http::builder("https://api.example.com/v1")).build());
    Api { http: http.unwrap() }
}

pub fn preset<T: std::fmt::Debug>(result: Result<T>) -> Preset {
    result.unwrap_err().preset().expect("a preset")
}
