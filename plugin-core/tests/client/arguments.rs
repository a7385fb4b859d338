//! Arguments: path, query, headers and bodies of a request.

use super::support::run;
use super::users_api::{Api, api, preset, with};
use plugin_core::Preset;
use plugin_core::api::{CallOptions, FilePart};
use plugin_core::testing::{MockResponse, Stub};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn arguments_fill_path_query_headers_and_body() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200));
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
    let sent = stub.requests();
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
    assert_eq!(stub.requests().len(), 5);
}

#[tokio::test]
async fn multipart_bodies_match_those_of_browsers() {
    let stub = Stub::new();
    stub.on(Api::UPLOAD).respond(MockResponse::status(200));
    let files = [FilePart::new("a\"b\r\n.txt", "one").mime("text/plain"), FilePart::new("ł", vec![0, 255])];
    api(&stub).upload("T", &files).await.unwrap();
    let sent = &stub.requests()[0];
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// For any value the request keeps its host and the segments of its template, or it is rejected.
    #[test]
    fn path_values_stay_in_their_segment(value in "\\PC*|[./%\\\\?#:@;]*") {
        let stub = Stub::new();
        stub.on_any().respond(MockResponse::json(json!({"id": 1})));
        let result = run(api(&stub).user(&value));
        match stub.requests().first() {
            Some(sent) => {
                prop_assert_eq!(sent.path(), ["users", value.as_str()]);
                prop_assert!(sent.url().starts_with("https://stub.test/users/"));
                prop_assert!(!sent.url()["https://stub.test/users/".len()..].contains(['/', '?', '#', '\\']));
            }
            None => {
                prop_assert!(["", ".", ".."].contains(&value.as_str()));
                prop_assert_eq!(preset(result), Preset::BadRequest);
            }
        }
    }
}
