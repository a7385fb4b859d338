//! The actions of the ports, run by the harness against a stub.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use plugin_core::testing::{Harness, MockResponse, RecordedRequest, Stub};
use ports::{azure_blob_storage, duo_admin, freshservice, okta, topdesk, zoom};
use serde_json::json;

/// A stub that responds to a login with a token.
fn stub() -> Stub {
    let stub = Stub::new();
    stub.on_any()
        .times(1)
        .respond(MockResponse::json(json!({"access_token": "token-1", "expires_in": 3600})));
    stub
}

#[tokio::test]
async fn topdesk_finds_and_creates_incidents() {
    let stub = Stub::new();
    stub.on(topdesk::api::Topdesk::GET_INCIDENT_BY_NUMBER)
        .with("number", "I 1")
        .respond(MockResponse::json(json!({"id": "a", "x": null})));
    stub.on(topdesk::api::Topdesk::CREATE_INCIDENT)
        .respond(MockResponse::status(401).body("pass-1 is wrong"));
    let credentials = json!({"username": "user", "password": "pass-1"});
    let harness = Harness::new(topdesk::plugin())
        .connection(json!({"credentials": credentials, "domain": "example"}))
        .stub(&stub);
    let answer = harness.action("get_incident", json!({"number": "I 1"})).await;
    assert_eq!(answer.output(), &json!({"incident": {"id": "a"}}));
    let answer = harness.action("create_incident", json!({"brief_description": "Fire"})).await;
    assert!(answer.error().contains("The credentials were not accepted."), "{}", answer.error());
    assert!(!answer.envelope().to_string().contains("pass-1"));
    assert_eq!(stub.requests()[1].json(), json!({"briefDescription": "Fire"}));
}

#[tokio::test]
async fn freshservice_attaches_files_and_lists_tickets() {
    let stub = Stub::new();
    stub.on_any().times(1).respond(MockResponse::json(json!({"ticket": {"id": 1}})));
    let list = freshservice::api::Freshservice::LIST_TICKETS;
    stub.on(list).with("page", 2).respond(MockResponse::json(json!({"tickets": []})));
    stub.on(list).respond(MockResponse::json(json!({"tickets": [{"id": 1}]})));
    let harness = Harness::new(freshservice::plugin())
        .connection(json!({"url": "https://example.freshservice.com", "api_key": {"secretKey": "key-1"}}))
        .stub(&stub);
    let file = json!({"filename": "a.txt", "content": "eA=="});
    let answer = harness.action("attach", json!({"ticket_id": 1, "attachments": [file]})).await;
    assert_eq!(answer.output(), &json!({"ticket": {"id": 1}}));
    let answer = harness.action("list_tickets", json!({"pages": 9})).await;
    assert_eq!(answer.output(), &json!({"tickets": [{"id": 1}]}));
    assert_eq!(stub.requests().len(), 3);
}

#[tokio::test]
async fn zoom_finds_deletes_and_resumes_at_its_cursor() {
    let stub = stub();
    stub.on(zoom::api::Zoom::GET_USER).respond(MockResponse::json(json!({"id": "u1"})));
    stub.on(zoom::api::Zoom::DELETE_USER).respond(MockResponse::status(204));
    stub.on(zoom::api::Zoom::ACTIVITIES)
        .with("next_page_token", "t2")
        .respond(MockResponse::json(json!({"activity_logs": [2]})));
    stub.on(zoom::api::Zoom::ACTIVITIES)
        .respond(MockResponse::json(json!({"activity_logs": [1], "next_page_token": "t2"})));
    let secret = json!({"secretKey": "secret-1"});
    let harness = Harness::new(zoom::plugin())
        .connection(json!({"account_id": "a", "client_id": "c", "client_secret": secret}))
        .stub(&stub);
    assert_eq!(
        harness.action("get_user", json!({"id": "me"})).await.output(),
        &json!({"user": {"id": "u1"}})
    );
    assert_eq!(harness.action("delete_user", json!({"id": "me"})).await.output(), &json!({"success": true}));
    let first = harness.task("monitor_sign_in_out", json!({}), json!({})).await;
    assert_eq!((first.output(), first.has_more_pages()), (&json!([1]), true));
    let second = harness.task("monitor_sign_in_out", json!({}), first.state().clone()).await;
    assert_eq!((second.output(), second.has_more_pages()), (&json!([2]), false));
    stub.assert_all_called();
}

#[tokio::test]
async fn okta_lists_groups_and_deactivates_users() {
    let stub = Stub::new();
    stub.on(okta::api::Okta::GET_USERS_IN_GROUP).respond(MockResponse::json(json!([{"id": "u1"}])));
    stub.on(okta::api::Okta::GET_USER).respond(MockResponse::json(json!({"id": "u1"})));
    stub.on(okta::api::Okta::DEACTIVATE_USER).with("user_id", "u1").respond(MockResponse::status(200));
    let harness = Harness::new(okta::plugin())
        .connection(json!({"okta_url": "https://example.okta.com", "okta_key": {"secretKey": "secret-1"}}))
        .stub(&stub);
    let answer = harness.action("list_group", json!({"group_id": "g1"})).await;
    assert_eq!(answer.output(), &json!({"users": [{"id": "u1"}]}));
    let answer = harness.action("deactivate_user", json!({"login": "user@example.com"})).await;
    assert_eq!(answer.output(), &json!({"success": true}));
}

#[tokio::test]
async fn duo_finds_users_and_pages_through_logs() {
    let stub = Stub::new();
    stub.on(duo_admin::api::Duo::GET_USER_BY_USERNAME)
        .respond(MockResponse::json(json!({"response": [{"user_id": "DU1"}]})));
    stub.on(duo_admin::api::Duo::GET_ALL_AUTH_LOGS).respond_with(|sent: &RecordedRequest| {
        let is_first = !sent.url().contains("next_offset");
        let next = if is_first { json!(["1", "a"]) } else { json!(null) };
        MockResponse::json(
            json!({"response": {"authlogs": [{"first": is_first}], "metadata": {"next_offset": next}}}),
        )
    });
    let secret = json!({"secretKey": "secret-1"});
    let harness = Harness::new(duo_admin::plugin())
        .connection(json!({"hostname": "api-example.duosecurity.com", "integration_key": secret, "secret_key": secret}))
        .stub(&stub);
    let answer = harness.action("get_user", json!({"username": "user"})).await;
    assert_eq!(answer.output(), &json!({"users": [{"user_id": "DU1"}]}));
    assert_eq!(
        harness.action("get_logs", json!({"mintime": 1})).await.output(),
        &json!({"logs": [{"first": true}, {"first": false}]})
    );
}

#[tokio::test]
async fn azure_fetches_blobs_and_creates_containers() {
    let stub = stub();
    stub.on(azure_blob_storage::api::Storage::GET_BLOB).respond(MockResponse::status(200).body([0, 255]));
    stub.on(azure_blob_storage::api::Storage::CREATE_CONTAINER)
        .respond(MockResponse::status(409).body("<Error><Code>Taken</Code></Error>"));
    let harness = Harness::new(azure_blob_storage::plugin())
        .connection(json!({"account": "example", "tenant_id": "t", "client_id": "c", "client_secret": {"secretKey": "secret-1"}}))
        .stub(&stub);
    let blob = json!({"container_name": "c-1", "blob_name": "a/b"});
    assert_eq!(harness.action("get_blob", blob).await.output(), &json!({"data": "AP8="}));
    let answer = harness.action("create_container", json!({"container_name": "c-1"})).await;
    assert!(answer.error().ends_with(r#"Response was: {"Error":{"Code":"Taken"}}"#), "{}", answer.error());
}
