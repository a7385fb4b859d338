//! Logins: failures, masking, sharing of tokens, and logout.

use super::client;
use plugin_core::api::{Auth, Credentials, HttpBuilder, Response};
use plugin_core::testing::{MockResponse, RecordedRequest, Stub};
use plugin_core::values::UsernamePassword;
use plugin_core::{Http, PluginError, Preset, Result, api};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

struct Api {
    http: Http,
}

#[derive(Debug, Deserialize)]
struct Token {
    #[allow(dead_code)]
    token: u64,
}

#[api]
impl Api {
    #[api_call(GET, "user")]
    async fn user(&self) -> Result<u64>;

    #[api_call(GET, "answer")]
    async fn answer(&self) -> Result<Response>;

    #[api_call(POST, "login")]
    async fn login(&self) -> Result<()>;

    #[api_call(POST, "token")]
    async fn token(&self) -> Result<Token>;
}

fn with(stub: &Stub, build: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Api {
    Api { http: client(stub, build) }
}

#[tokio::test]
async fn failed_logins_call_on_failure_once() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(401).body("no"));
    let failures = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&failures);
    let oauth = Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1");
    let api = with(&stub, |http| {
        http.auth(oauth).on_failure(move |failure| {
            count.fetch_add(1, Ordering::Relaxed);
            match failure.status() {
                Some(status) => PluginError::new(format!("Refused with {status}."), "Check it."),
                None => PluginError::new("Nobody is there.", "Wait."),
            }
        })
    });
    assert_eq!(api.user().await.unwrap_err().cause(), "Refused with 401.");
    assert_eq!(failures.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn unreadable_tokens_are_masked() {
    let stub = Stub::new();
    stub.on_any().times(1).respond(MockResponse::status(200).body("access_token=t0ken-1234&scope=all"));
    stub.on(Api::TOKEN).respond(MockResponse::json(json!({"token": "t0ken-1234"})));
    let oauth = Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1");
    let session = Auth::session(|http| async move {
        Api { http }.token().await?;
        Credentials::bearer("x")
    });
    for auth in [Auth::from(oauth), Auth::from(session)] {
        let error = with(&stub, |http| http.auth(auth)).user().await.unwrap_err();
        assert_eq!(error.preset(), Some(Preset::InvalidJson));
        assert!(!format!("{error} {} {error:?}", error.data()).contains("t0ken"), "{error}");
        assert!(error.cause().contains("The response to the login"), "{error}");
    }
}

#[tokio::test]
async fn unreadable_logins_name_the_call_and_the_field() {
    let stub = Stub::new();
    stub.on(Api::TOKEN).respond(MockResponse::json(json!({
        "data": {"type": "token", "token": "t0ken-1234", "pin": 987_654, "hours": 8, "more": ["s3cr3t"]},
        "token": "t0ken-1234",
    })));
    let session = Auth::session(|http| async move {
        Api { http }.token().await?;
        Credentials::bearer("x")
    });
    let seen = Arc::new(std::sync::Mutex::new(String::new()));
    let text = Arc::clone(&seen);
    let api = with(&stub, |http| {
        http.auth(session).on_failure(move |failure| {
            *text.lock().unwrap() = failure.text();
            failure.into_error()
        })
    });
    let error = api.user().await.unwrap_err();
    assert_eq!((error.preset(), error.status()), (Some(Preset::InvalidJson), Some(200)));
    let expected = "The response to the login is unexpected (`POST token`, at /token: invalid type: string \
                    \"********\", expected u64 at line 1 column ";
    assert!(error.cause().starts_with(expected), "{error}");
    let mask = "********";
    let data = json!({"type": mask, "token": mask, "pin": mask, "hours": 8, "more": [mask]});
    let shown: serde_json::Value = serde_json::from_str(&error.data()).unwrap();
    assert_eq!(shown, json!({"data": data, "token": mask}));
    assert_eq!(*seen.lock().unwrap(), error.data());
}

#[tokio::test]
async fn requests_of_another_client_during_login_are_masked() {
    let stub = Stub::new();
    stub.on(Api::TOKEN).respond(MockResponse::json(json!({"token": "t0ken-1234"})));
    let other = with(&stub, |http| http);
    let other = Arc::new(other);
    let session = Auth::session(move |_| {
        let other = Arc::clone(&other);
        async move {
            other.token().await?;
            Credentials::bearer("x")
        }
    });
    let error = with(&stub, |http| http.auth(session)).user().await.unwrap_err();
    assert!(!format!("{error} {} {error:?}", error.data()).contains("t0ken"), "{error}");
    assert!(error.cause().contains("`POST token`, at /token"), "{error}");
}

#[tokio::test]
async fn token_request_parameters_are_masked() {
    let stub = Stub::new();
    stub.on_any().respond_with(|sent: &RecordedRequest| {
        let credentials = format!("{} {}", sent.text(), sent.header("authorization").unwrap_or_default());
        MockResponse::status(400).body(credentials)
    });
    let ada = UsernamePassword { username: "ada".to_owned(), password: "p4ssw0rd".to_owned().into() };
    let oauth =
        Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1").password(&ada).basic();
    let oauth = oauth.field("scope", "everything").field("refresh_token", "r3fresh-1");
    let api = with(&stub, |http| {
        http.auth(oauth).query("api-version", "7").header("Content-Type", "application/json")
    });
    let error = api.user().await.unwrap_err();
    let text = error.data();
    assert!(text.contains("scope=everything"), "{text}");
    let basic = "Y2xpZW50LTE6czNjcjN0LTE=";
    assert!(
        ["p4ssw0rd", "r3fresh-1", "s3cr3t-1", basic].iter().all(|secret| !text.contains(secret)),
        "{text}"
    );
    let sent = &stub.requests()[0];
    assert_eq!(sent.url(), "https://login.example.com/token");
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[tokio::test]
async fn unreadable_responses_call_on_failure() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::json(json!({"you": "k3y-12345678"})).header("X-Request-Id", "r-1"));
    let auth = Auth::header("X-Api-Key", "k3y-12345678").unwrap();
    let api = with(&stub, |http| {
        http.auth(auth).on_failure(|failure| {
            let id = failure.header("x-request-id").unwrap_or_default().to_owned();
            failure.into_error().with_assistance(format!("Send {id} to the support."))
        })
    });
    let errors = [api.user().await.unwrap_err(), api.answer().await.unwrap().json::<u64>().unwrap_err()];
    for error in errors {
        assert_eq!(error.preset(), Some(Preset::InvalidJson));
        assert_eq!(error.assistance(), "Send r-1 to the support.");
        assert_eq!(error.data(), "{\"you\":\"********\"}");
    }
}

#[tokio::test(start_paused = true)]
async fn cancelled_logins_are_retried_by_the_next_call() {
    let stub = Stub::new();
    stub.on(Api::TOKEN).times(1).respond(MockResponse::never());
    stub.on(Api::TOKEN).respond(MockResponse::status(200).body("{\"token\": 1}"));
    stub.on(Api::USER).respond(MockResponse::json(7));
    let session = Auth::session(|http| async move {
        Api { http }.token().await?;
        Credentials::bearer("t-123456")
    });
    let api = Arc::new(with(&stub, |http| http.auth(session)));
    let leader = tokio::spawn({
        let api = Arc::clone(&api);
        async move { api.user().await }
    });
    tokio::task::yield_now().await;
    let followers = (0..20).map(|_| api.user());
    let followers = futures_util::future::join_all(followers);
    let (results, ()) = tokio::join!(followers, async { leader.abort() });
    assert!(results.into_iter().all(|answer| answer.unwrap() == 7));
    assert_eq!(stub.requests().iter().filter(|sent| sent.operation() == "token").count(), 2);
}

#[tokio::test]
async fn logins_may_use_other_credentials() {
    let stub = Stub::new();
    stub.on(Api::LOGIN).times(1).respond(MockResponse::status(401).body("you are Y2E6czNjcjN0LTE="));
    stub.on_any().respond(MockResponse::json(7));
    let session = Auth::session(|http| async move {
        let http = http.with(Auth::basic_pair("ca", "s3cr3t-1")?);
        // A login does not trigger another login.
        assert!(http.log_in().await.is_err());
        Api { http }.login().await?;
        Credentials::bearer("t-123456")
    });
    let api = with(&stub, |http| http.auth(session));
    assert_eq!(api.user().await.unwrap_err().data(), "you are ********");
    api.user().await.unwrap();
    let sent = stub.requests();
    let authorizations: Vec<_> =
        sent[1..].iter().map(|sent| sent.header("authorization").unwrap_or("-")).collect();
    assert_eq!(authorizations, ["Basic Y2E6czNjcjN0LTE=", "Bearer t-123456"]);
}

#[tokio::test]
async fn short_lived_tokens_are_shared() {
    for (expires, logins) in [(json!(20), [1, 1, 2]), (json!(0), [1, 1, 1])] {
        let stub = Stub::new();
        stub.on(Api::USER).respond(MockResponse::json(7));
        stub.on_any().respond(MockResponse::json(json!({"access_token": "t-123456", "expires_in": expires})));
        let oauth = Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1");
        let api = with(&stub, |http| http.auth(oauth));
        for (index, count) in logins.into_iter().enumerate() {
            stub.advance(std::time::Duration::from_secs(5 * index as u64));
            let results = futures_util::future::join_all((0..20).map(|_| api.user())).await;
            assert!(results.into_iter().all(|answer| answer.is_ok()));
            assert_eq!(stub.requests().iter().filter(|sent| sent.operation() == "login").count(), count);
        }
    }
}

#[tokio::test]
async fn rejected_tokens_are_not_reused_without_replays() {
    let stub = Stub::new();
    let mut logins = 0;
    stub.on_any().respond_with(move |sent: &RecordedRequest| {
        match (sent.operation(), sent.header("authorization")) {
            ("login", _) => {
                logins += 1;
                MockResponse::json(json!({"access_token": format!("t-{logins}")}))
            }
            (_, Some("Bearer t-1")) => MockResponse::status(401),
            _ => MockResponse::json(7),
        }
    });
    let oauth = Auth::oauth2("https://login.example.com/token", "client-1", "s3cr3t-1").replays(0);
    let api = with(&stub, |http| http.auth(oauth));
    assert_eq!(api.user().await.unwrap_err().status(), Some(401));
    for _ in 0..3 {
        assert_eq!(api.user().await.unwrap(), 7);
    }
    let sent = stub.requests();
    let tokens: Vec<_> = sent.iter().filter_map(|sent| sent.header("authorization")).collect();
    assert_eq!(tokens, ["Bearer t-1", "Bearer t-2", "Bearer t-2", "Bearer t-2"]);
}

#[tokio::test]
async fn last_rejected_session_is_logged_out() {
    let stub = Stub::new();
    stub.on(Api::USER).respond(MockResponse::status(401));
    stub.on(Api::LOGIN).respond(MockResponse::status(200));
    stub.on(Api::ANSWER).respond(MockResponse::status(200));
    let session = Auth::session(|http| async move {
        Api { http }.login().await?;
        Credentials::bearer("t-123456")
    });
    let session = session.logout(|http, _| async move { drop(Api { http }.answer().await) });
    let api = with(&stub, |http| http.auth(session));
    assert_eq!(api.user().await.unwrap_err().status(), Some(401));
    while stub.requests().len() < 6 {
        tokio::task::yield_now().await;
    }
    let sent = stub.requests();
    let count = |name: &str| sent.iter().filter(|sent| sent.operation() == name).count();
    assert_eq!((count("login"), count("user"), count("answer")), (2, 2, 2));
}
