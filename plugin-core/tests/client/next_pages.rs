//! The next page: relative links, cursors, and ends of a list.

use super::{client, urls};
use plugin_core::api::{Auth, Credentials, Cursor, HttpBuilder, Paged};
use plugin_core::testing::{MockResponse, RecordedRequest, Stub};
use plugin_core::{Http, Preset, api};
use serde_json::{Value, json};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "users", paginate(next_url("/next"), items = "/users"))]
    fn by_url(&self) -> Paged<u64>;

    #[api_call(GET, "users", base = "eu", paginate(next_url("/next"), items = "/users"))]
    fn by_url_in_europe(&self) -> Paged<u64>;

    #[api_call(GET, "users", paginate(link_header))]
    fn by_link(&self) -> Paged<u64>;

    #[api_call(GET, "users", paginate(offset("page[offset]", step = "page[limit]")))]
    fn by_offset(
        &self,
        #[query("page[offset]")] offset: u64,
        #[query("page[limit]")] limit: u64,
    ) -> Paged<u64>;

    #[api_call(
        GET,
        "users?page[number]=0",
        paginate(page("page[number]", start = 0, total = "/pages"), items = "/users")
    )]
    fn by_page(&self) -> Paged<u64>;

    #[api_call(POST, "users", paginate(cursor("/next" -> json "/data/0/a~1b"), items = "/users"))]
    fn by_body(&self, #[json] body: &Value) -> Paged<u64>;

    #[api_call(GET, "relay", paginate(cursor("/users/pageInfo/endCursor" -> query "after"), items = "/users/nodes"))]
    fn by_relay(&self) -> Paged<u64>;

    #[api_call(GET, "feed", paginate(cursor("/cursor" -> query "cursor"), items = "/entries"))]
    fn by_feed(&self) -> Paged<u64>;

    #[api_call(GET, "link")]
    async fn follow(&self, #[url] link: &str) -> plugin_core::Result<()>;
}

fn with(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    Api { http: client(stub, build) }
}

#[tokio::test]
async fn relative_next_links_resolve_against_the_request() {
    let stub = Stub::new();
    for next in ["/v1/users?page=2", "users?page=3", "?page=4"] {
        stub.on(Api::BY_URL).times(1).respond(MockResponse::json(json!({"users": [1], "next": next})));
    }
    stub.on(Api::BY_URL).respond(MockResponse::json(json!({"users": [1]})));
    stub.on(Api::BY_LINK).times(1).respond(MockResponse::json([1]).header("Link", "</v1/x?p=2>; rel=next"));
    stub.on(Api::BY_LINK).respond(MockResponse::json([2]));
    let session =
        Auth::session(|_| async { Credentials::bearer("t-123456")?.base_url("https://eu9.example.com/v1") });
    let api = with(&stub, |http| http.auth(session));
    assert_eq!(api.by_url().collect(9).await.unwrap(), [1; 4]);
    assert_eq!(api.by_link().collect(9).await.unwrap(), [1, 2]);
    let eu = |rest: &str| format!("https://eu9.example.com/v1/{rest}");
    let expected = ["users", "users?page=2", "users?page=3", "users?page=4", "users", "x?p=2"];
    assert_eq!(urls(&stub), expected.map(eu));
}

#[tokio::test]
async fn named_bases_have_their_own_pages() {
    let stub = Stub::new();
    let next = "https://eu.example.com/v2/users?page=2";
    stub.on_any().times(1).respond(MockResponse::json(json!({"users": [1], "next": next})));
    stub.on_any().respond(MockResponse::json(json!({"users": [2]})));
    let api = with(&stub, |http| http.base("eu", "https://eu.example.com/v2"));
    assert_eq!(api.by_url_in_europe().collect(9).await.unwrap(), [1, 2]);
    assert_eq!(urls(&stub)[1], next);
}

#[tokio::test]
async fn query_credentials_are_sent_once_and_not_kept_in_cursors() {
    let stub = Stub::new();
    let next = "https://api.example.com/v1/users?key=s3cr3t&page=2&lang=de";
    stub.on(Api::BY_URL)
        .times(1)
        .respond(MockResponse::status(307).header("Location", "/v1/users/?key=s3cr3t&lang=en"));
    stub.on(Api::BY_URL).times(1).respond(MockResponse::json(json!({"users": [1], "next": next})));
    stub.on_any().respond(MockResponse::json(json!({"users": [2]})));
    let api = with(&stub, |http| http.auth(Auth::query("key", "s3cr3t")).query("lang", "en"));
    let (_, cursor) = api.by_url().page_from(None).await.unwrap();
    let cursor = cursor.unwrap();
    assert_eq!(cursor.as_str(), Some("https://api.example.com/v1/users?page=2&lang=de"));
    api.by_url().page_from(Some(cursor)).await.unwrap();
    api.follow("/v1/users?key=s3cr3t&lang=de").await.unwrap();
    let expected =
        ["?lang=en&key=s3cr3t", "/?key=s3cr3t&lang=en", "?page=2&lang=de&key=s3cr3t", "?key=s3cr3t&lang=de"];
    assert_eq!(urls(&stub), expected.map(|rest| format!("https://api.example.com/v1/users{rest}")));
}

#[tokio::test]
async fn paging_starts_at_the_given_offset() {
    let stub = Stub::new();
    stub.on(Api::BY_OFFSET).respond_with(|sent: &RecordedRequest| {
        let at: u64 = sent.query().iter().find(|pair| pair.0 == "page[offset]").unwrap().1.parse().unwrap();
        MockResponse::json((at..9).take(2).collect::<Vec<_>>())
    });
    let api = with(&stub, |http| http);
    assert_eq!(api.by_offset(4, 2).collect(99).await.unwrap(), [4, 5, 6, 7, 8]);
    // The last page is short, so no further request is needed.
    assert_eq!(stub.requests().len(), 3);
    let (rows, next) = api.by_offset(0, 2).page_from(Some(Cursor::from("6"))).await.unwrap();
    assert_eq!((rows, json!(next)), (vec![6, 7], json!(8)));
}

#[tokio::test]
async fn page_counts_may_be_any_number() {
    let stub = Stub::new();
    stub.on(Api::BY_PAGE).times(1).respond(MockResponse::json(json!({"users": [1], "pages": u64::MAX})));
    stub.on(Api::BY_PAGE).respond(MockResponse::json(json!({"users": [2], "pages": 2})));
    let api = with(&stub, |http| http);
    assert_eq!(api.by_page().collect(99).await.unwrap(), [1, 2]);
    assert_eq!(stub.requests()[1].query(), [("page[number]".to_owned(), "1".to_owned())]);
}

#[tokio::test]
async fn max_pages_is_not_an_error_if_enough_items_were_read() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::json(json!({"users": [1], "next": "/v1/users?again"})));
    let api = with(&stub, |http| http.max_pages(2));
    assert_eq!(api.by_url().collect(2).await.unwrap(), [1, 1]);
    let mut pages = api.by_url().pages();
    assert_eq!(pages.next().await.unwrap(), Some(vec![1]));
    assert_eq!(pages.next().await.unwrap(), Some(vec![1]));
    assert!(pages.next().await.is_err());
    assert_eq!(stub.requests().len(), 4);
}

#[tokio::test]
async fn body_cursors_may_point_into_lists() {
    let stub = Stub::new();
    stub.on_any().times(1).respond(MockResponse::json(json!({"users": [1], "next": 0})));
    stub.on_any().respond(MockResponse::json(json!({"users": [2]})));
    let api = with(&stub, |http| http);
    assert_eq!(api.by_body(&json!({"data": [{"q": 1}]})).collect(9).await.unwrap(), [1, 2]);
    assert_eq!(stub.requests()[1].json(), json!({"data": [{"q": 1, "a/b": 0}]}));
}

#[tokio::test]
async fn relay_has_next_page_ends_paging() {
    let stub = Stub::new();
    let page = |id: u64, more: bool| {
        let info = json!({"endCursor": format!("c{id}"), "hasNextPage": more});
        MockResponse::json(json!({"users": {"nodes": [id], "pageInfo": info}}))
    };
    stub.on(Api::BY_RELAY).with("after", "c1").respond(page(2, false));
    stub.on(Api::BY_RELAY).respond(page(1, true));
    let api = with(&stub, |http| http);
    assert_eq!(api.by_relay().collect(99).await.unwrap(), [1, 2]);
    assert_eq!(stub.requests().len(), 2);
    // Paging from a saved cursor ends there too.
    assert_eq!(api.by_relay().page_from(Some(Cursor::from("c1"))).await.unwrap(), (vec![2], None));
}

#[tokio::test]
async fn unchanged_cursors_end_paging() {
    let stub = Stub::new();
    stub.on(Api::BY_FEED)
        .with("cursor", "b")
        .respond(MockResponse::json(json!({"entries": [], "cursor": "b"})));
    stub.on(Api::BY_FEED).respond(MockResponse::json(json!({"entries": [1], "cursor": "b"})));
    let api = with(&stub, |http| http);
    assert_eq!(api.by_feed().collect(99).await.unwrap(), [1]);
    assert_eq!(stub.requests().len(), 2);
    // A task keeps the cursor and continues there.
    let (_, next) = api.by_feed().page_from(Some(Cursor::from("b"))).await.unwrap();
    assert_eq!(next, Some(Cursor::from("b")));
}

#[tokio::test]
async fn collect_into_keeps_items_read_before_a_failure() {
    let stub = Stub::new();
    stub.on(Api::BY_FEED).with("cursor", "b").respond(MockResponse::status(503));
    stub.on(Api::BY_FEED).respond(MockResponse::json(json!({"entries": [1, 2], "cursor": "b"})));
    let api = with(&stub, |http| http);
    let mut entries = vec![0];
    let error = api.by_feed().collect_into(&mut entries, 99).await.unwrap_err();
    assert_eq!((error.preset(), entries), (Some(Preset::ServiceUnavailable), vec![0, 1, 2]));
    let mut entries = vec![0];
    api.by_feed().collect_into(&mut entries, 1).await.unwrap();
    assert_eq!(entries, [0, 1]);
}

#[tokio::test]
async fn rejected_next_links_report_their_response() {
    let stub = Stub::new();
    let next = "https://evil.example.com/users?page=2";
    stub.on(Api::BY_URL)
        .respond(MockResponse::json(json!({"users": [1], "next": next})).header("X-Request-Id", "r-1"));
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let failures = std::sync::Arc::clone(&seen);
    let api = with(&stub, |http| {
        http.on_failure(move |failure| {
            let id = failure.header("x-request-id").map(str::to_owned);
            failures.lock().unwrap().push((failure.status(), id, failure.json()["next"].clone()));
            failure.into_error()
        })
    });
    let error = api.by_url().collect(99).await.unwrap_err();
    assert_eq!((error.preset(), error.status()), (Some(Preset::RedirectError), Some(200)));
    assert_eq!(*seen.lock().unwrap(), [(Some(200), Some("r-1".to_owned()), json!(next))]);
    // A link that came without a response reports no response.
    assert_eq!(api.follow(next).await.unwrap_err().status(), None);
    assert_eq!(seen.lock().unwrap()[1].0, None);
    assert_eq!(stub.requests().len(), 1);
}
