//! Requires the token, or without one the local machine for operations that change the server.

use crate::error_response::ErrorResponse;
use crate::paths::{is_administrative, is_status};
use crate::socket::Peer;
use crate::state::Server;
use axum::Json;
use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use plugin_schema::values::Password;
use serde_json::json;
use std::net::IpAddr;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tower_http::validate_request::ValidateRequest;

/// Who may call the server.
#[derive(Clone)]
pub(crate) enum Access {
    /// Callers that send the token.
    Token(Arc<Server>),
    /// All callers, but operations that change the server only on the local machine.
    LocalAdministration,
    /// All callers: only the local machine can reach the server.
    Loopback,
}

impl Access {
    /// The rule of a server that listens on `address`.
    pub(crate) fn new(server: &Arc<Server>, address: IpAddr) -> Self {
        match (&server.token, address.is_loopback()) {
            (Some(_), _) => Self::Token(Arc::clone(server)),
            (None, false) => Self::LocalAdministration,
            (None, true) => Self::Loopback,
        }
    }
}

impl<B> ValidateRequest<B> for Access {
    type ResponseBody = Body;

    fn validate(&mut self, request: &mut Request<B>) -> Result<(), Response> {
        match self {
            Self::Token(server) if !may_call(server, request) => Err(unauthorized(server, request)),
            Self::LocalAdministration if !may_call_without_token(request) => Err(forbidden()),
            _ => Ok(()),
        }
    }
}

/// Whether the request carries the token. Everybody may ask for the status.
fn may_call<B>(server: &Server, request: &Request<B>) -> bool {
    let is_equal = |token: &Password| is_equal(bearer_token(request), token.expose_secret().as_bytes());
    server.token.as_ref().is_none_or(is_equal) || is_status(request.method(), request.uri().path())
}

/// The token that the request carries, or nothing.
fn bearer_token<B>(request: &Request<B>) -> &[u8] {
    let value = request.headers().get(AUTHORIZATION).map(|value| value.as_bytes());
    let value = value.and_then(|value| value.split_at_checked("Bearer ".len()));
    // The name of the scheme is case-insensitive.
    value.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer ")).unwrap_or_default().1
}

/// Compares in constant time.
fn is_equal(sent: &[u8], token: &[u8]) -> bool {
    sent.ct_eq(token).into()
}

fn unauthorized<B>(server: &Server, request: &Request<B>) -> Response {
    let description = "The token is missing or wrong: Authorization: Bearer ..";
    if let Some(omitted) = server.wrong_tokens.pass() {
        let (method, path) = (request.method(), request.uri().path());
        tracing::warn!("{method} {path}: 401: {description} ({omitted} more since the last such line)");
    }
    ErrorResponse::new(StatusCode::UNAUTHORIZED, description, request).into_response()
}

fn may_call_without_token<B>(request: &Request<B>) -> bool {
    let is_local = request.extensions().get::<Peer>().is_some_and(|peer| peer.address.is_loopback());
    is_local || !is_administrative(request.uri().path())
}

fn forbidden() -> Response {
    let error = "Only the local machine may call this operation, unless PLUGIN_HTTP_TOKEN is set.";
    (StatusCode::FORBIDDEN, Json(json!({"error": error}))).into_response()
}
