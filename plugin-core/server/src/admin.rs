//! For whoever runs the server.

use crate::Server;
use crate::problem::Problem;
use crate::routes::{Operation, on};
use crate::socket::Peer;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;

const WORKERS: &[Operation] = &[
    on("get", "/api/v1/workers", "Number of workers", || get(workers)),
    on("post", "/api/v1/workers/add", "Nothing; tells the number of workers", || post(workers)),
    on("post", "/api/v1/workers/remove", "Nothing", || post(nothing)),
];

const ADMIN: &[Operation] = &[
    on("post", "/api/v1/admin/shutdown", "Take no more work", || post(shutdown)),
    on("get", "/api/v1/admin/status", "How much work there is", || get(status)),
];

/// What can be done here; some of it not in the cloud.
pub(crate) fn operations(in_cloud: bool) -> impl Iterator<Item = &'static Operation> {
    WORKERS.iter().chain(if in_cloud { &[] } else { ADMIN })
}

/// There is one process, and threads need no adding.
async fn workers() -> Json<Value> {
    Json(json!({"num_workers": 1}))
}

async fn nothing() -> Json<Value> {
    Json(json!({}))
}

async fn shutdown(State(server): Shared) -> Json<Value> {
    tracing::info!("The server was told to take no more work.");
    server.work.end();
    Json(json!({"message": "Shutdown request accepted."}))
}

async fn status(State(server): Shared) -> Json<Value> {
    let (active, ended) = (server.work.active(), server.work.is_ended());
    Json(json!({"active_work": active, "shutdown_initiated": ended, "shutdown_safe": ended && active == 0}))
}

/// Whether work is taken. The status of the answer is 200 either way, so that who looks after the process lets it finish.
pub(crate) fn readiness(server: &Server) -> Json<Value> {
    Json(json!({"status": if server.work.is_ended() { "Shutdown in progress" } else { "Ready" }}))
}

/// Lets only those pass who know the token. Whether the server is there may be asked by everybody.
pub(crate) async fn guard(State(server): Shared, request: Request, next: Next) -> Result<Response, Problem> {
    let given = request.headers().get(AUTHORIZATION).map(|value| value.as_bytes());
    let given = given.and_then(|value| value.split_at_checked("Bearer ".len()));
    // The name of the scheme is the same in letters of either case.
    let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer ")).unwrap_or_default().1;
    let known = server.token.as_ref().is_none_or(|token| same(given, token.expose().as_bytes()));
    if known || is_status(request.method(), request.uri().path()) {
        return Ok(next.run(request).await);
    }
    let description = "The token is missing or wrong: Authorization: Bearer ..";
    if let Some(left_out) = server.wrong_tokens.pass() {
        let (method, path) = (request.method(), request.uri().path());
        tracing::warn!("{method} {path}: 401: {description} ({left_out} more since the last such line)");
    }
    Err(Problem {
        status: StatusCode::UNAUTHORIZED,
        description: description.to_owned(),
        method: request.method().clone(),
        uri: request.uri().clone(),
    })
}

/// Without a token only this machine may tell the server what to do. Asked only where others can reach it.
pub(crate) async fn local_only(request: Request, next: Next) -> Response {
    let local = request.extensions().get::<Peer>().is_some_and(|peer| peer.address.is_loopback());
    if is_guarded(request.uri().path()) && !local {
        let told = json!({"error": "Only this machine may do that, unless PLUGIN_HTTP_TOKEN is set."});
        return (StatusCode::FORBIDDEN, Json(told)).into_response();
    }
    next.run(request).await
}

/// Whether a path is one of those that tell the server what to do.
pub(crate) fn is_guarded(path: &str) -> bool {
    path.starts_with("/api/v1/admin") || path.starts_with("/api/v1/workers")
}

/// Whether the request asks if the server is there.
pub(crate) fn is_status(method: &Method, path: &str) -> bool {
    method == Method::GET && path == "/api/v1/status"
}

/// `a == b`, in a time that does not tell where they differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
