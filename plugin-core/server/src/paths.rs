//! Classifies paths for the layers.

use http::Method;

/// Whether the operations of a path administrate the server.
pub(crate) fn is_administrative(path: &str) -> bool {
    path.starts_with("/api/v1/admin") || path.starts_with("/api/v1/workers")
}

/// Whether the request is one for the status of the server.
pub(crate) fn is_status(method: &Method, path: &str) -> bool {
    method == Method::GET && path == "/api/v1/status"
}
