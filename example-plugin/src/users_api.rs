//! The Example API: a small server in memory, for the demo and the tests.

use crate::api::{AuditEntry, AuditPage, User};
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plugin_core::values::{Date, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The data of an account.
struct Account {
    users: Vec<User>,
    log: Vec<AuditEntry>,
}

type Shared = Arc<Mutex<Account>>;

/// Starts the API on a free port, and returns its base URL. It stops with the runtime. Requests must carry the `secret`.
///
/// # Errors
/// If it cannot listen.
pub async fn start(secret: &'static str) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    let check = middleware::from_fn(move |request: Request, next: Next| check(secret, request, next));
    let users = Router::new()
        .route("/v1/users/list", get(list))
        .route("/v1/users/add", post(add))
        .route("/v1/users/{id}", get(find))
        .route("/v1/audit", get(audit))
        .layer(check)
        .with_state(Shared::new(Mutex::new(Account { users: first_users(), log: first_entries() })));
    tokio::spawn(async move { axum::serve(listener, users).await });
    Ok(url)
}

fn first_users() -> Vec<User> {
    let user =
        |id: &str, name: &str, email: &str| User { id: id.into(), name: name.into(), email: email.into() };
    vec![user("u-1", "Ada Lovelace", "ada@example.com"), user("u-2", "Alan Turing", "alan@example.com")]
}

fn first_entries() -> Vec<AuditEntry> {
    let entry = |id: u64, time: &str, event: &str| {
        let time = time.parse::<Timestamp>().unwrap_or_default();
        AuditEntry { id, time: time.into(), event: event.into() }
    };
    vec![
        entry(1, "2025-12-30T09:00:00Z", "the account was opened"),
        entry(2, "2025-12-31T09:00:00Z", "user u-1 was added"),
        entry(3, "2025-12-31T10:00:00Z", "user u-2 was added"),
        entry(4, "2025-12-31T11:00:00Z", "user u-1 logged in"),
        entry(5, "2025-12-31T12:00:00Z", "user u-2 logged in"),
        entry(6, "2026-01-01T00:00:00Z", "user u-2 logged out"),
    ]
}

fn locked(shared: &Shared) -> MutexGuard<'_, Account> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn check(secret: &str, request: Request, next: Next) -> Response {
    let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    match given.and_then(|given| given.strip_prefix("Bearer ")) {
        Some(given) if given == secret => next.run(request).await,
        _ => message(StatusCode::UNAUTHORIZED, "the secret is not that of the account"),
    }
}

fn message(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({"message": text}))).into_response()
}

/// `?answer=503` and others: the failure to simulate.
#[derive(Deserialize)]
struct Switch {
    answer: Option<String>,
}

async fn list(State(shared): State<Shared>, Query(switch): Query<Switch>) -> Response {
    match switch.answer.as_deref() {
        Some("204") => StatusCode::NO_CONTENT.into_response(),
        Some("418") => message(StatusCode::IM_A_TEAPOT, "I am a teapot"),
        Some("500") => message(StatusCode::INTERNAL_SERVER_ERROR, "the database is gone"),
        Some("503") => message(StatusCode::SERVICE_UNAVAILABLE, "come back later"),
        Some("text") => (StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>").into_response(),
        Some("bad-json") => "[{\"id\": ".into_response(),
        Some("slow") => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::NO_CONTENT.into_response()
        }
        _ => Json(&locked(&shared).users).into_response(),
    }
}

async fn find(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    match locked(&shared).users.iter().find(|user| user.id == id) {
        Some(user) => Json(user).into_response(),
        None => message(StatusCode::NOT_FOUND, "there is no such user"),
    }
}

async fn add(State(shared): State<Shared>, Json(new): Json<Value>) -> Response {
    let text = |key: &str| new[key].as_str().unwrap_or_default().to_owned();
    let mut account = locked(&shared);
    let id = format!("u-{}", account.users.len() + 1);
    let user = User { id, name: text("name"), email: text("email") };
    if account.users.iter().any(|other| other.email == user.email) {
        return message(StatusCode::CONFLICT, "the address is taken");
    }
    account.users.push(user.clone());
    let (id, event) = (account.log.len() as u64 + 1, format!("user {} was added", user.id));
    account.log.push(AuditEntry { id, time: Timestamp::now().into(), event });
    Json(user).into_response()
}

/// The requested part of the audit log.
#[derive(Deserialize)]
struct Part {
    since: Date,
    until: Date,
    /// The number of entries on the previous pages.
    #[serde(default)]
    cursor: Option<String>,
}

/// The number of entries on a page.
const PAGE: usize = 2;

async fn audit(State(shared): State<Shared>, Query(part): Query<Part>) -> Response {
    let (Ok(since), Ok(until)) = (part.since.parse::<Timestamp>(), part.until.parse::<Timestamp>()) else {
        return message(StatusCode::BAD_REQUEST, "since and until are times");
    };
    let is_requested = |entry: &&AuditEntry| {
        entry.time.parse::<Timestamp>().is_ok_and(|time| since <= time && time <= until)
    };
    let before: usize = part.cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let account = locked(&shared);
    let requested: Vec<&AuditEntry> = account.log.iter().filter(is_requested).skip(before).collect();
    let next = (requested.len() > PAGE).then(|| (before + PAGE).to_string());
    let entries = requested.into_iter().take(PAGE).cloned().collect();
    Json(AuditPage { entries, until: part.until, next }).into_response()
}
