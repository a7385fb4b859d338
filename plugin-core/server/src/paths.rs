//! What the paths of the server mean to those that check requests.

use axum::http::Method;

/// Whether a path is one of those that tell the server what to do.
pub(crate) fn is_guarded(path: &str) -> bool {
    path.starts_with("/api/v1/admin") || path.starts_with("/api/v1/workers")
}

/// Whether the request asks if the server is there.
pub(crate) fn is_status(method: &Method, path: &str) -> bool {
    method == Method::GET && path == "/api/v1/status"
}
