//! Responses: missing statuses, selections, formats, compression and downloads.

use super::support::gzip;
use super::users_api::{Api, User, api, preset, users};
use plugin_core::Preset;
use plugin_core::testing::{MockResponse, Stub};
use serde_json::json;

#[tokio::test]
async fn missing_statuses_return_none_empty_or_false() {
    let stub = Stub::new();
    stub.on(Api::MAYBE).respond(MockResponse::status(404));
    stub.on(Api::LIST).respond(MockResponse::status(403));
    stub.on(Api::DELETE).with("id", 1).respond(MockResponse::status(204));
    stub.on(Api::DELETE).respond(MockResponse::status(404));
    let api = api(&stub);
    assert_eq!(api.maybe("7").await.unwrap(), None);
    assert_eq!(api.list().await.unwrap(), []);
    assert!(api.delete("1").await.unwrap());
    assert!(!api.delete("2").await.unwrap());
    stub.assert_all_called();
}

#[tokio::test]
async fn responses_are_selected_and_mapped() {
    let stub = Stub::new();
    stub.on(Api::LIST).times(1).respond(MockResponse::json(json!({"data": {"users": users([1, 2])}})));
    stub.on(Api::LIST).times(1).respond(MockResponse::json(json!({"data": {"people": []}, "more": 1})));
    stub.on(Api::LIST).respond(MockResponse::json(json!({"data": {"users": [{"id": 1}, {"id": "two"}]}})));
    stub.on(Api::NEXT_ID).respond(MockResponse::json(json!({"id": 6})));
    let api = api(&stub);
    assert_eq!(api.list().await.unwrap().len(), 2);
    let error = api.list().await.unwrap_err();
    assert!(error.cause().contains("nothing at /data/users, only data, more"), "{error}");
    let error = api.list().await.unwrap_err();
    assert!(error.cause().contains("at /data/users/1/id: invalid type"), "{error}");
    assert_eq!(api.next_id(5).await.unwrap(), 7);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_ignored() {
    let stub = Stub::new();
    let users = json!({"data": {"users": users([1, 2])}});
    stub.on(Api::LIST).respond(MockResponse::status(200).body(format!("\u{feff}{users}")));
    stub.on(Api::NEXT_ID).respond(MockResponse::status(200).body("\u{feff}{\"id\": 6}"));
    assert_eq!(api(&stub).list().await.unwrap().len(), 2);
    assert_eq!(api(&stub).next_id(5).await.unwrap(), 7);
}

#[tokio::test]
async fn a_text_that_is_not_utf8_matters_only_where_it_is_read() {
    let stub = Stub::new();
    let bodies: [&[u8]; 4] =
        [b"{\"id\": 7, \"note\": \"\xff\"}", b"{\"id\": \"\xff\"}", b"{\"id\": 7}\xff", b"{\"id\": 7} {}"];
    for body in bodies {
        stub.on(Api::USER).times(1).respond(MockResponse::status(200).body(body));
    }
    let api = api(&stub);
    assert_eq!(api.user("1").await.unwrap().id, 7);
    for _ in &bodies[1..] {
        assert_eq!(api.user("1").await.unwrap_err().preset(), Some(Preset::InvalidJson));
    }
}

#[tokio::test]
async fn json_errors_name_the_path() {
    let stub = Stub::new();
    stub.on(Api::USER).respond(MockResponse::json(json!({"id": "x"})));
    let error = api(&stub).user("1").await.unwrap_err();
    assert_eq!((error.preset(), error.status()), (Some(Preset::InvalidJson), Some(200)));
    assert!(error.cause().contains("(at /id: invalid type: string \"x\", expected u64"), "{error}");
    assert_eq!(error.data(), r#"{"id":"x"}"#);
}

#[tokio::test]
async fn a_list_within_an_object_is_found() {
    let stub = Stub::new();
    stub.on(Api::BARE_LIST).respond(MockResponse::json(json!({"total": 1, "users": users([1])})));
    let error = api(&stub).bare_list().await.unwrap_err();
    let reason = "(invalid type: map, expected a sequence at line 1 column 0; the list is at /users: `select = \"/users\"`)";
    assert!(error.cause().ends_with(reason), "{error}");
}

#[tokio::test]
async fn xml_and_csv_are_read_and_written() {
    let stub = Stub::new();
    let xml = "\u{feff}<?xml version=\"1.0\"?><feed a=\"1\"><item>x &amp; y</item><item/><item><b><![CDATA[<]]></b></item></feed>";
    stub.on(Api::TREE).times(1).respond(MockResponse::status(200).body(xml));
    stub.on(Api::TREE).respond(MockResponse::status(200).body("<feed><item></feed>"));
    stub.on(Api::XML).times(1).respond(MockResponse::status(200).body("<user><id>7</id></user>"));
    stub.on(Api::XML).respond(MockResponse::status(200));
    stub.on(Api::CSV).respond(MockResponse::status(200).body("\u{feff}name,id\nAda,1\n\"B, C\",2\n"));
    stub.on(Api::SEND_XML).respond(MockResponse::status(200));
    let api = api(&stub);
    assert_eq!(api.tree().await.unwrap().0, json!(["x & y", null, {"b": "<"}]));
    assert_eq!(preset(api.tree().await), Preset::InvalidJson);
    assert_eq!(api.xml().await.unwrap().0, User { id: 7 });
    assert_eq!(preset(api.xml().await), Preset::InvalidJson);
    assert_eq!(api.csv().await.unwrap().0, [User { id: 1 }, User { id: 2 }]);
    api.send_xml(&User { id: 7 }).await.unwrap();
    let sent = stub.requests();
    assert_eq!(sent[4].header("accept"), Some("text/csv"));
    assert_eq!(
        (sent[5].text().as_str(), sent[5].header("content-type")),
        ("<User><id>7</id></User>", Some("application/xml"))
    );
}

#[tokio::test]
async fn compressed_bodies_are_limited_in_size() {
    let stub = Stub::new();
    let zipped = |body: Vec<u8>| MockResponse::status(200).header("Content-Encoding", "gzip").body(body);
    stub.on(Api::SLOW).times(1).respond(zipped(gzip(b"hello")));
    stub.on(Api::SLOW).times(1).respond(zipped(gzip(&vec![0; 8 << 20])));
    stub.on(Api::SLOW).times(1).respond(zipped(gzip(&vec![0; 64 << 20])));
    stub.on(Api::SLOW).times(1).respond(zipped(gzip(b"hello")[..10].to_vec()));
    stub.on(Api::SLOW).respond(zipped(b"hello".to_vec()));
    let api = api(&stub);
    assert_eq!(api.slow().await.unwrap(), "hello");
    assert_eq!(api.slow().await.unwrap().len(), 8 << 20);
    let error = api.slow().await.unwrap_err();
    assert!(error.cause().contains("longer than 33554432 bytes"), "{error}");
    for _ in 0..2 {
        assert!(api.slow().await.unwrap_err().cause().contains("is not gzip"));
    }
}

#[tokio::test]
async fn highly_compressed_json_within_the_limit_is_read() {
    let user =
        json!({"id": 7, "name": "Ada Lovelace", "mail": "ada@example.com", "roles": ["admin", "reader"]});
    let list = json!({"data": {"users": vec![user; 20_000]}});
    let (body, list) = (gzip(list.to_string().as_bytes()), list.to_string());
    assert!(list.len() > 200 * body.len() && list.len() > 1 << 20, "{} to {}", list.len(), body.len());
    let stub = Stub::new();
    stub.on(Api::LIST).respond(MockResponse::status(200).header("Content-Encoding", "gzip").body(body));
    assert_eq!(api(&stub).list().await.unwrap(), vec![User { id: 7 }; 20_000]);
}

#[tokio::test]
async fn downloads_respect_max_body_and_keep_the_old_file() {
    let stub = Stub::new();
    stub.on(Api::FILE).times(2).respond(MockResponse::status(200).header("Etag", "x").body([7; 1000]));
    stub.on(Api::FILE).times(1).respond(MockResponse::status(200).body([7; 2000]));
    stub.on(Api::FILE).respond(MockResponse::status(404));
    let api = api(&stub);
    let path = std::env::temp_dir().join(format!("plugin-download-{}", std::process::id()));
    let download = api.file().await.unwrap();
    assert_eq!(download.header("etag"), Some("x"));
    assert_eq!(download.to_file(&path).await.unwrap(), 1000);
    assert_eq!(std::fs::read(&path).unwrap(), [7; 1000]);
    assert_eq!(api.file().await.unwrap().bytes().await.unwrap().len(), 1000);
    let error = api.file().await.unwrap().to_file(&path).await.unwrap_err();
    assert!(error.cause().contains("longer than 1024 bytes"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), [7; 1000]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(preset(api.file().await), Preset::NotFound);
}

#[tokio::test]
async fn deeply_nested_json_is_rejected() {
    let stub = Stub::new();
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    stub.on_any().respond(MockResponse::status(200).body(deep));
    let api = api(&stub);
    assert_eq!(preset(api.graphql("{x}", None).await), Preset::InvalidJson);
    assert_eq!(preset(api.list().await), Preset::InvalidJson);
    assert_eq!(preset(api.by_cursor(1).collect(1).await), Preset::InvalidJson);
}
