//! Who may call the server: those who know the token, or without one this machine.

use crate::error_response::ErrorResponse;
use crate::paths::{is_guarded, is_status};
use crate::socket::Peer;
use crate::state::Server;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Lets only those pass who know the token. Whether the server is there may be asked by everybody.
pub(crate) async fn guard(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, ErrorResponse> {
    let given = request.headers().get(AUTHORIZATION).map(|value| value.as_bytes());
    let given = given.and_then(|value| value.split_at_checked("Bearer ".len()));
    // The name of the scheme is the same in letters of either case.
    let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer ")).unwrap_or_default().1;
    let known = server.token.as_ref().is_none_or(|token| is_equal(given, token.expose_secret().as_bytes()));
    if known || is_status(request.method(), request.uri().path()) {
        return Ok(next.run(request).await);
    }
    let description = "The token is missing or wrong: Authorization: Bearer ..";
    if let Some(left_out) = server.wrong_tokens.pass() {
        let (method, path) = (request.method(), request.uri().path());
        tracing::warn!("{method} {path}: 401: {description} ({left_out} more since the last such line)");
    }
    Err(ErrorResponse {
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
        let body = json!({"error": "Only this machine may do that, unless PLUGIN_HTTP_TOKEN is set."});
        return (StatusCode::FORBIDDEN, Json(body)).into_response();
    }
    next.run(request).await
}

/// Takes the same time wherever the two differ.
fn is_equal(sent: &[u8], token: &[u8]) -> bool {
    sent.ct_eq(token).into()
}
