//! Authentication: tokens, sessions, signatures, and where credentials are not sent.

use super::users_api::{Api, preset, users, with};
use plugin_core::api::{Auth, AuthHeaders, Credentials, OAuth2, WithMeta};
use plugin_core::testing::{MockResponse, RecordedRequest, Stub};
use plugin_core::values::UsernamePassword;
use plugin_core::{Http, Preset, Result, api_call};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn credentials_are_not_sent_to_other_origins() {
    let stub = Stub::new();
    for next in [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example",
        "https://api.example.com@evil.example/",
    ] {
        stub.on(Api::BY_URL)
            .times(1)
            .respond(MockResponse::json(json!({"value": [], "@odata.nextLink": next})));
    }
    stub.on(Api::BY_URL)
        .times(1)
        .respond(MockResponse::json(json!({"value": [], "@odata.nextLink": "https://data.example.com/p2"})));
    stub.on(Api::BY_URL).respond(MockResponse::json(json!({"value": users([2])})));
    stub.on(Api::FOLLOW).respond(MockResponse::status(200));
    stub.on(Api::USER).respond(MockResponse::status(302).header("Location", "https://evil.example/x"));
    let api = with(&stub, |http| {
        http.auth(Auth::bearer("s3cr3t").unwrap()).allow_origin("https://data.example.com")
    });
    for _ in 0..4 {
        assert_eq!(preset(api.by_url("x").collect(9).await), Preset::RedirectError);
    }
    assert_eq!(json!(api.by_url("x").collect(9).await.unwrap()), users([2]));
    assert_eq!(preset(api.follow("https://evil.example/x").await), Preset::RedirectError);
    api.follow("/v1/users?a=1#top").await.unwrap();
    assert_eq!(preset(api.user("1").await), Preset::RedirectError);
    let hosts: Vec<_> =
        stub.requests().iter().map(|sent| sent.url().split('/').nth(2).unwrap().to_owned()).collect();
    assert!(
        hosts.iter().all(|host| ["api.example.com", "data.example.com"].contains(&host.as_str())),
        "{hosts:?}"
    );
    assert!(stub.requests().iter().any(|sent| sent.url() == "https://api.example.com/v1/users?a=1"));
}

fn oauth(stub: &Stub, change: impl FnOnce(OAuth2) -> OAuth2) -> Api {
    let oauth = Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1");
    with(stub, |http| http.auth(change(oauth)))
}

/// Answers logins with numbered tokens, each valid for an hour.
fn tokens(stub: &Stub) {
    let mut count = 0;
    stub.on_any().respond_with(move |sent: &RecordedRequest| {
        if sent.operation() != "login" {
            let good = sent.header("authorization") != Some("Bearer token-1");
            return if good { MockResponse::json(json!({"id": 1})) } else { MockResponse::status(401) };
        }
        count += 1;
        MockResponse::json(json!({"access_token": format!("token-{count}"), "expires_in": "3600"}))
    });
}

#[tokio::test]
async fn tokens_are_fetched_cached_and_refreshed() {
    let stub = Stub::new();
    tokens(&stub);
    let api = oauth(&stub, |oauth| oauth.field("scope", "all"));
    api.user("1").await.unwrap();
    api.user("1").await.unwrap();
    stub.advance(Duration::from_secs(3600 - 29));
    api.user("1").await.unwrap();
    api.open().await.unwrap();
    let sent = stub.requests();
    let calls: Vec<_> =
        sent.iter().map(|sent| (sent.operation(), sent.header("authorization").unwrap_or("-"))).collect();
    assert_eq!(
        calls,
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
async fn token_requests_follow_the_style_of_the_endpoint() {
    let stub = Stub::new();
    tokens(&stub);
    let person = UsernamePassword { username: "ada".into(), password: "s3cr3t-2".into() };
    let api = oauth(&stub, |oauth| oauth.basic().in_query().password(&person));
    api.http.log_in().await.unwrap();
    let sent = &stub.requests()[0];
    assert_eq!(
        sent.url(),
        "https://login.example.com/token?grant_type=password&username=ada&password=s3cr3t-2"
    );
    assert_eq!(sent.header("authorization"), Some("Basic Y2xpZW50LTE6czNjcjN0LTE="));
    assert_eq!(sent.body(), b"");
}

#[tokio::test]
async fn concurrent_calls_share_one_refresh() {
    let stub = Stub::new();
    tokens(&stub);
    let api = Arc::new(oauth(&stub, |oauth| oauth));
    api.http.log_in().await.unwrap();
    let calls = (0..100).map(|_| async { api.user("1").await });
    let results = futures_util::future::join_all(calls).await;
    assert_eq!(results.iter().filter(|answer| answer.is_ok()).count(), 100);
    assert_eq!(stub.requests().iter().filter(|sent| sent.operation() == "login").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn concurrent_calls_share_one_failed_login() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::never());
    let api = oauth(&stub, |oauth| oauth);
    let start = tokio::time::Instant::now();
    let calls = (0..100).map(|_| async { api.user("1").await });
    let results = futures_util::future::join_all(calls).await;
    assert!(results.into_iter().all(|answer| preset(answer) == Preset::Timeout));
    assert_eq!((stub.requests().len(), start.elapsed().as_secs()), (1, 60));
    // The next call tries again.
    assert_eq!(preset(api.user("1").await), Preset::Timeout);
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn login_errors_hide_the_secret() {
    let stub = Stub::new();
    stub.on_any().times(1).respond(MockResponse::status(401).body(r#"{"error": "s3cr3t-1 is wrong"}"#));
    stub.on_any().times(1).respond(MockResponse::json(json!({"reason": "odd"})));
    stub.on_any().respond(MockResponse::status(503));
    let api = oauth(&stub, |oauth| oauth);
    let error = api.user("1").await.unwrap_err();
    assert_eq!(error.preset(), Some(Preset::InvalidCredentials));
    assert!(!format!("{error} {error:?}").contains("s3cr3t-1"), "{error}");
    assert!(error.data().contains("******** is wrong"));
    assert!(api.user("1").await.unwrap_err().cause().contains("no access token"));
    assert_eq!(preset(api.user("1").await), Preset::ServiceUnavailable);
}

#[tokio::test]
async fn rejected_tokens_end_in_401_after_the_replays() {
    let stub = Stub::new();
    stub.on_any().respond_with(|sent: &RecordedRequest| match sent.operation() {
        "login" => MockResponse::json(json!({"access_token": "token-1"})),
        _ => MockResponse::status(401).body("token-1 is no good"),
    });
    let api = oauth(&stub, |oauth| oauth.replays(2));
    let error = api.user("1").await.unwrap_err();
    assert_eq!((error.status(), error.data().as_str()), (Some(401), "******** is no good"));
    assert_eq!(stub.requests().len(), 6);
}

#[tokio::test]
async fn renew_when_decides_which_responses_expire_a_token() {
    let stub = Stub::new();
    tokens(&stub);
    let expired = |status: u16, body: &[u8]| status == 401 && body.starts_with(b"expired");
    let api = oauth(&stub, |oauth| oauth.renew_when(expired));
    assert_eq!(api.user("1").await.unwrap_err().status(), Some(401));
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn sessions_log_in_renew_and_log_out() {
    struct Login {
        http: Http,
    }
    impl Login {
        #[api_call(POST, "login")]
        async fn login(&self, #[json("user")] user: &str) -> Result<WithMeta<()>>;

        #[api_call(POST, "logout")]
        async fn logout(&self, #[header("Cookie")] cookie: &str) -> Result<()>;
    }
    let stub = Stub::new();
    let mut logins = 0;
    stub.on(Login::LOGIN).respond_with(move |_| {
        logins += 1;
        let cookie = format!("sid={logins}; Path=/; HttpOnly");
        MockResponse::status(200).header("Set-Cookie", cookie).header("X-Csrf", "csrf-1")
    });
    stub.on(Login::LOGOUT).respond(MockResponse::status(500));
    stub.on(Api::OPEN).respond(MockResponse::status(200));
    stub.on(Api::USER).respond_with(|sent: &RecordedRequest| match sent.header("cookie") {
        Some("sid=1") => MockResponse::status(400).body("session expired"),
        _ => MockResponse::json(json!({"id": 1})),
    });
    let session = Auth::session(|http| async move {
        let reply = Login { http }.login("ada").await?;
        let csrf = reply.header("x-csrf").unwrap_or_default().to_owned();
        Credentials::cookie(reply.header("set-cookie").unwrap_or_default())?
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
    let sent = stub.requests();
    let calls: Vec<_> = sent.iter().map(|sent| (sent.operation(), sent.header("cookie"))).collect();
    assert_eq!(
        calls,
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
async fn each_attempt_has_a_new_signature() {
    let stub = Stub::new();
    stub.on_any().times(1).respond(MockResponse::status(503).header("Retry-After", "60"));
    stub.on_any().respond(MockResponse::json(json!({"id": 1})));
    let auth = Auth::signed(|it| {
        let text = [it.method(), it.host(), it.path(), &it.sorted_query(), it.path_and_query()].join(" ");
        AuthHeaders::new().set("Date", &it.date_rfc2822())?.secret("X-Signature", &text)
    });
    let api = with(&stub, |http| http.auth(auth).query("b", "ł +").query("a", "~"));
    api.user("a b").await.unwrap();
    let sent = stub.requests();
    let signature = "GET api.example.com /v1/users/a%20b a=~&b=%C5%82%20%2B /v1/users/a%20b?b=%C5%82+%2B&a=~";
    assert_eq!(sent[1].header("x-signature"), Some(signature));
    assert_eq!(sent[0].header("date"), Some("Thu, 01 Jan 2026 00:00:00 +0000"));
    assert_eq!(sent[1].header("date"), Some("Thu, 01 Jan 2026 00:01:00 +0000"));
}

#[tokio::test]
async fn custom_auth_may_send_requests() {
    let stub = Stub::new();
    stub.on(Api::OPEN).respond(MockResponse::status(200));
    stub.on(Api::USER).respond(MockResponse::json(json!({"id": 1})));
    let auth = Auth::custom(|http, it| async move {
        Api { http }.open().await?;
        AuthHeaders::new().set("X-For", it.path())
    });
    let api = with(&stub, |http| http.auth(auth).auth(Auth::query("key", "s3cr3t")));
    api.user("1").await.unwrap();
    let sent = stub.requests();
    assert_eq!(sent[0].url(), "https://api.example.com/v1/open");
    assert_eq!(
        (sent[1].url(), sent[1].header("x-for")),
        ("https://api.example.com/v1/users/1?key=s3cr3t", Some("/v1/users/1"))
    );
}
