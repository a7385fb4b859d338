//! Paging: each kind of it, laziness, and endless pages.

use super::support::run;
use super::users_api::{Api, User, api, users, with};
use plugin_core::api::Cursor;
use plugin_core::testing::{MockResponse, RecordedRequest, Stub};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

#[tokio::test]
async fn each_kind_of_paging_follows_its_pages() {
    let stub = Stub::new();
    stub.on(Api::BY_CURSOR)
        .with("cursor", "c/2")
        .respond(MockResponse::json(json!({"users": users([2]), "next": ["a", 3]})));
    stub.on(Api::BY_CURSOR)
        .with("cursor", "a")
        .with("cursor", "3")
        .respond(MockResponse::json(json!({"users": null, "next": ""})));
    stub.on(Api::BY_CURSOR).respond(MockResponse::json(json!({"users": users([1]), "next": "c/2"})));
    stub.on(Api::BY_BODY).respond_with(|sent: &RecordedRequest| match &sent.json()["meta"]["token"] {
        Value::Null => MockResponse::json(json!({"users": users([1]), "meta": {"next": "t"}})),
        _ => MockResponse::json(json!({"users": users([2])})),
    });
    stub.on(Api::BY_OFFSET)
        .with("offset", 2)
        .respond(MockResponse::json(json!({"users": users([3]), "total": 3})));
    stub.on(Api::BY_OFFSET).respond(MockResponse::json(json!({"users": users([1, 2]), "total": 3})));
    stub.on(Api::BY_PAGE).with("page", 2).respond(MockResponse::json(json!({"users": users([3])})));
    stub.on(Api::BY_PAGE).respond(MockResponse::json(json!({"users": users([1, 2])})));
    stub.on(Api::BY_URL).with("token", 2).respond(MockResponse::json(json!({"value": users([2])})));
    stub.on(Api::BY_URL).respond(MockResponse::json(
        json!({"value": users([1]), "@odata.nextLink": "https://stub.test/next?token=2"}),
    ));
    let link = "<https://stub.test/link?after=1>; rel=\"next\", <https://stub.test/link>; rel=\"self\"";
    stub.on(Api::BY_LINK).with("after", 1).respond(MockResponse::status(204));
    stub.on(Api::BY_LINK).respond(MockResponse::json(users([1])).header("Link", link));
    let api = api(&stub);
    assert_eq!(json!(api.by_cursor(1).collect(10).await.unwrap()), users([1, 2]));
    assert_eq!(json!(api.by_body(9).collect(10).await.unwrap()), users([1, 2]));
    assert_eq!(json!(api.by_offset(2).collect(10).await.unwrap()), users([1, 2, 3]));
    assert_eq!(json!(api.by_page(2).collect(10).await.unwrap()), users([1, 2, 3]));
    assert_eq!(json!(api.by_url("x").collect(10).await.unwrap()), users([1, 2]));
    assert_eq!(json!(api.by_link().collect(10).await.unwrap()), users([1]));
    stub.assert_all_called();
    let urls: Vec<_> = stub.requests().iter().map(|sent| sent.url().to_owned()).collect();
    assert_eq!(urls[1], "https://stub.test/cursor?size=1&cursor=c%2F2");
    assert_eq!(urls[2], "https://stub.test/cursor?size=1&cursor=a&cursor=3");
    assert_eq!(stub.requests()[4].json(), json!({"size": 9, "meta": {"token": "t"}}));
    assert!(urls.contains(&"https://stub.test/next?token=2".to_owned()), "{urls:?}");
}

#[tokio::test]
async fn pages_are_fetched_lazily() {
    use futures_util::{StreamExt, TryStreamExt};
    let stub = Stub::new();
    stub.on(Api::BY_CURSOR).respond_with(|sent: &RecordedRequest| {
        let at: u64 =
            sent.query().iter().find(|pair| pair.0 == "cursor").map_or(0, |pair| pair.1.parse().unwrap());
        MockResponse::json(json!({"users": users([at]), "next": (at < 4).then(|| (at + 1).to_string())}))
    });
    let api = api(&stub);
    assert_eq!(json!(api.by_cursor(1).collect(2).await.unwrap()), users([0, 1]));
    assert_eq!(stub.requests().len(), 2);
    let all: Vec<User> = api.by_cursor(1).stream().try_collect().await.unwrap();
    assert_eq!(json!(all), users(0..5));
    assert_eq!(api.by_cursor(1).stream().take(1).count().await, 1);
    let (page, next) = api.by_cursor(1).page_from(Some(Cursor::from("3"))).await.unwrap();
    assert_eq!((json!(page), next.as_ref().and_then(Cursor::as_str)), (users([3]), Some("4")));
    let (page, next) = api.by_cursor(1).page_from(next).await.unwrap();
    assert_eq!((json!(page), next), (users([4]), None));
}

#[tokio::test]
async fn endless_pages_are_an_error() {
    let stub = Stub::new();
    stub.on(Api::BY_CURSOR).respond(MockResponse::json(json!({"users": users([1]), "next": "again"})));
    let count = AtomicU32::new(0);
    stub.on(Api::BY_PAGE).respond_with(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        MockResponse::json(json!({"users": users([1, 2])}))
    });
    let error = api(&stub).by_cursor(1).collect(100).await.unwrap_err();
    assert!(error.cause().contains("again and again"), "{error}");
    assert_eq!(stub.requests().len(), 2);
    let api = with(&stub, |http| http.max_pages(5));
    let error = api.by_page(2).collect(1_000_000).await.unwrap_err();
    assert!(error.cause().contains("more than 5 pages"), "{error}");
    assert_eq!(stub.requests().len(), 7);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Paging ends for any sequence of cursors.
    #[test]
    fn paging_terminates_for_any_cursors(cursors in proptest::collection::vec("[a-c]{0,2}", 0..40), most in 1_usize..20) {
        let stub = Stub::new();
        let mut left = cursors.into_iter().cycle();
        stub.on_any().respond_with(move |_| MockResponse::json(json!({"users": users([1]), "next": left.next()})));
        let api = with(&stub, |http| http.max_pages(most));
        let _ = run(api.by_cursor(1).collect(usize::MAX));
        prop_assert!(stub.requests().len() <= most);
    }
}
