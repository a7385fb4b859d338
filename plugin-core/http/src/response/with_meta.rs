//! Defines a value with the status and the headers of its response.

use reqwest::header::HeaderMap;

/// A value with the status and the headers of its response. The value is read as without this type.
///
/// ```
/// use plugin_core::api::WithMeta;
/// use plugin_core::{Http, Result, api_call};
///
/// pub struct Storage { http: Http }
///
/// impl Storage {
///     /// Returns only the headers.
///     #[api_call(HEAD, "files/{name}")]
///     pub async fn look(&self, name: &str) -> Result<WithMeta<()>>;
/// }
///
/// # async fn example(storage: Storage) -> Result<()> {
/// let reply = storage.look("a.txt").await?;
/// println!("{}: {}", reply.status, reply.header("Etag").unwrap_or("no tag"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WithMeta<T> {
    /// The status.
    pub status: u16,
    /// The value of the body.
    pub value: T,
    headers: HeaderMap,
}

impl<T> WithMeta<T> {
    pub(crate) fn new(status: u16, headers: HeaderMap, value: T) -> Self {
        Self { status, value, headers }
    }

    /// A header, if it exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Prints no headers, which may contain a session.
impl<T: std::fmt::Debug> std::fmt::Debug for WithMeta<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WithMeta")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
