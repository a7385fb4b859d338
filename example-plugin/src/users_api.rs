//! A small Example API, in memory: what the plugin calls in the demo and in the tests.

use crate::api::User;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

type Users = Arc<Mutex<Vec<User>>>;

/// Starts the API on a free port of this machine, for as long as the runtime runs. `secret` is the key that it demands.
///
/// # Errors
/// If no port can be had.
pub async fn start(secret: &'static str) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    let check = middleware::from_fn(move |request: Request, next: Next| check(secret, request, next));
    let users = Router::new()
        .route("/v1/users/list", get(list))
        .route("/v1/users/add", post(add))
        .route("/v1/users/{id}", get(find))
        .layer(check)
        .with_state(Users::new(Mutex::new(first_users())));
    tokio::spawn(async move { axum::serve(listener, users).await });
    Ok(url)
}

fn first_users() -> Vec<User> {
    let user =
        |id: &str, name: &str, email: &str| User { id: id.into(), name: name.into(), email: email.into() };
    vec![user("u-1", "Ada Lovelace", "ada@example.com"), user("u-2", "Alan Turing", "alan@example.com")]
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

/// `?answer=503` and the like: how the API behaves on a bad day.
#[derive(Deserialize)]
struct Switch {
    answer: Option<String>,
}

async fn list(State(users): State<Users>, Query(switch): Query<Switch>) -> Response {
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
        _ => Json(&*users.lock().unwrap_or_else(PoisonError::into_inner)).into_response(),
    }
}

async fn find(State(users): State<Users>, Path(id): Path<String>) -> Response {
    let users = users.lock().unwrap_or_else(PoisonError::into_inner);
    match users.iter().find(|user| user.id == id) {
        Some(user) => Json(user).into_response(),
        None => message(StatusCode::NOT_FOUND, "there is no such user"),
    }
}

async fn add(State(users): State<Users>, Json(new): Json<Value>) -> Response {
    let text = |key: &str| new[key].as_str().unwrap_or_default().to_owned();
    let mut users = users.lock().unwrap_or_else(PoisonError::into_inner);
    let user = User { id: format!("u-{}", users.len() + 1), name: text("name"), email: text("email") };
    if users.iter().any(|other| other.email == user.email) {
        return message(StatusCode::CONFLICT, "the address is taken");
    }
    users.push(user.clone());
    Json(user).into_response()
}
