//! Requires the token, or without one the local machine for operations that change the server.

use crate::paths::{is_administrative, is_status};
use crate::rejection::RequestError;
use crate::socket::Peer;
use crate::state::Server;
use http::StatusCode;
use http::header::AUTHORIZATION;
use http::request::Parts;
use plugin_schema::values::Password;
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// Who may call the server.
pub(crate) enum Access {
    /// Callers that send the token.
    Token,
    /// All callers, but operations that change the server only on the local machine.
    LocalAdministration,
    /// All callers: only the local machine can reach the server.
    Loopback,
}

impl Access {
    /// The rule of a server that listens on `address`.
    pub(crate) fn new(server: &Server, address: IpAddr) -> Self {
        match (&server.token, address.is_loopback()) {
            (Some(_), _) => Self::Token,
            (None, false) => Self::LocalAdministration,
            (None, true) => Self::Loopback,
        }
    }

    /// # Errors
    /// If the request may not call the server.
    pub(crate) fn check(&self, server: &Server, peer: &Peer, head: &Parts) -> Result<(), RequestError> {
        match self {
            Self::Token if !may_call(server, head) => Err(unauthorized(server, head)),
            Self::LocalAdministration if !may_call_without_token(peer, head) => Err(forbidden()),
            _ => Ok(()),
        }
    }
}

/// Whether the request carries the token. Everybody may ask for the status.
fn may_call(server: &Server, head: &Parts) -> bool {
    let is_equal = |token: &Password| is_equal(bearer_token(head), token.expose_secret().as_bytes());
    server.token.as_ref().is_none_or(is_equal) || is_status(&head.method, head.uri.path())
}

/// The token that the request carries, or nothing.
fn bearer_token(head: &Parts) -> &[u8] {
    let value = head.headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    let value = value.and_then(|value| value.split_at_checked("Bearer ".len()));
    // The name of the scheme is case-insensitive.
    value.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer ")).unwrap_or_default().1
}

/// Compares in constant time.
fn is_equal(sent: &[u8], token: &[u8]) -> bool {
    sent.ct_eq(token).into()
}

fn unauthorized(server: &Server, head: &Parts) -> RequestError {
    let description = "The token is missing or wrong: Authorization: Bearer ..";
    if let Some(omitted) = server.wrong_tokens.pass() {
        let (method, path) = (&head.method, head.uri.path());
        tracing::warn!("{method} {path}: 401: {description} ({omitted} more since the last such line)");
    }
    RequestError::new(StatusCode::UNAUTHORIZED, description)
}

fn may_call_without_token(peer: &Peer, head: &Parts) -> bool {
    peer.address.is_loopback() || !is_administrative(head.uri.path())
}

fn forbidden() -> RequestError {
    let description = "Only the local machine may call this operation, unless PLUGIN_HTTP_TOKEN is set.";
    RequestError::new(StatusCode::FORBIDDEN, description)
}
