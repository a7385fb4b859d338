// All destinations, return types and settings of calls.
#![allow(missing_docs)]
use plugin_core::api::{
    Auth, CallOptions, Cursor, Download, FilePart, Operation, Paged, Response, ToBody, WithMeta, host_label,
};
use plugin_core::values::{Bytes, File};
use plugin_core::{Http, Result, api};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Default, Serialize, Deserialize)]
pub struct User {
    pub id: u64,
    pub name: Option<String>,
}

pub struct Client<'a> {
    http: Http,
    pub label: &'a str,
}

#[api(
    timeout = "30s",
    retry(max = 3, on = [429, 503], reset = "X-RateLimit-Reset"),
    errors(runtime, 401 => { cause: "The key was not accepted.", assistance: "Check it." }, 500..=599 => ServerError),
    error_data("/error/message", "/message"),
    headers("X-Client" = "test"),
    rate_limit = "10/s"
)]
impl<'a> Client<'a> {
    /// An `impl` with calls may contain other methods.
    pub fn named(&self) -> &str {
        self.label
    }

    #[api_call(GET, "users/{id}?active=true", missing(404), select = "/data", accept = "application/json")]
    pub async fn user(&self, id: u64) -> Result<Option<User>>;

    #[api_call(GET, "files/{path}", errors(404 => NotFound { cause: "No such file." }), max_body = "1GiB")]
    pub async fn file(&self, #[path(raw_segments)] path: &str) -> Result<Download>;

    #[api_call(GET, "search")]
    pub async fn search(
        &self,
        #[query("q")] text: &str,
        #[query(comma)] ids: &[u64],
        #[query("tag", brackets)] tags: Vec<String>,
        #[query(repeat)] kinds: Option<Vec<&str>>,
        #[query(flatten)] rest: &BTreeMap<String, String>,
        #[header("X-Trace")] trace: Option<&str>,
        #[header(flatten)] more: &BTreeMap<String, String>,
    ) -> Result<Vec<User>>;

    #[api_call(POST, "users", idempotent, retry = 2)]
    pub async fn add(&self, user: &User) -> Result<WithMeta<User>>;

    #[api_call(PATCH, "users/{id}", ok(200, 204))]
    pub async fn change(
        &self,
        id: u64,
        #[json("name")] name: &str,
        #[json("note", skip_none)] note: Option<&str>,
    ) -> Result<bool>;

    #[api_call(PUT, "users/{id}")]
    pub async fn put(&self, id: u64, #[json(skip_none)] user: &User) -> Result<()>;

    #[api_call(DELETE, "users", missing(404))]
    pub async fn delete(&self, #[json("ids")] ids: &[u64]) -> Result<bool>;

    #[api_call(GET, "scroll", allow_body)]
    pub async fn scroll(&self, #[json] user: &User) -> Result<Response>;

    #[api_call(POST, "upload")]
    pub async fn upload(
        &self,
        #[part("title")] title: &str,
        #[part("files[]")] files: &[FilePart],
        #[part("other")] other: Option<&File>,
    ) -> Result<Bytes>;

    #[api_call(PUT, "blob", headers("X-Client" = none, "X-Kind" = "blob"))]
    pub async fn blob(&self, #[body("text/plain")] text: Option<&str>) -> Result<String>;

    #[api_call(POST, "login", no_auth)]
    pub async fn login(&self, #[form("user")] user: &str, #[form("password")] password: &str) -> Result<()>;

    #[api_call(GET, "ignored", base = "v2", reject("/stat" == "FAIL" => { cause: "It failed.", data: "/message" }, "/errors" => Unknown))]
    pub async fn follow(&self, #[url] link: &str, #[options] options: &CallOptions) -> Result<User>;

    #[api_call(GET, "users", paginate(cursor("/next" -> query "cursor"), items = "/users"))]
    pub fn users(&self, #[query] size: u16) -> Paged<User>;

    #[api_call(GET, "logs", paginate(cursor(header "X-Next" -> json "/page/token")), allow_body)]
    pub fn logs(&self) -> Paged<User>;

    #[api_call(GET, "rows", paginate(offset("offset", step = "limit", total = "/total"), items = "/rows"))]
    pub fn rows(&self, limit: u32) -> Paged<User>;

    #[api_call(GET, "pages", paginate(page("page", start = 0, size = "per_page", total = "/pages")))]
    pub fn pages(&self, per_page: u32) -> Paged<User>;

    #[api_call(GET, "next", paginate(next_url("/@odata.nextLink"), items = "/value"))]
    pub fn next(&self) -> Paged<User>;

    #[api_call(GET, "links", paginate(link_header))]
    pub fn links(&self) -> Paged<User>;

    #[api_call(GET, "users/{id}/name")]
    pub async fn name(&self, id: u64) -> Result<Option<String>> {
        |user: User| user.name
    }

    #[api_call(GET, "users/type/{type}")]
    async fn r#type(&self, r#type: &str) -> Result<()>;
}

pub struct Inner {
    api: std::sync::Arc<Http>,
}

/// The client need not be a field with the name `http`.
pub struct Nested {
    inner: Inner,
    other: Http,
}

#[api(client = self.inner.api)]
impl Nested {
    #[api_call(GET, "users")]
    pub async fn users(&self) -> Result<()>;

    #[api_call(GET, "links", client = self.other, paginate(link_header))]
    pub fn links(&self) -> Paged<User>;
}

fn body(body: impl ToBody) -> bool {
    body.to_body().is_ok()
}

fn main() -> Result<()> {
    let http = Http::builder(format!("https://{}.example.com", host_label("acme")?))
        .base("v2", "https://example.com/v2")
        .auth(Auth::basic_pair("key", "X")?)
        .build()?;
    let client = Client { http, label: "x" };
    let operations: &[Operation] = Client::OPERATIONS;
    assert_eq!(operations.len(), 20);
    assert_eq!(Client::USER.to_string(), "GET users/{id}?active=true");
    assert!(body("x") && client.named() == "x");
    let _ = (Client::r#type, Cursor::from("x"));
    Ok(())
}
