//! Defines an operation: an annotated call as data.

use super::{ErrorRule, Paging, RateLimit, Reject, Retry};
use plugin_schema::error::StatusTable;
use std::time::Duration;

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)] // each is the method of that name
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
}

impl Method {
    /// `GET`
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
        }
    }

    /// The method as a type of the crate http.
    pub(crate) const fn to_http(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Post => reqwest::Method::POST,
            Self::Put => reqwest::Method::PUT,
            Self::Patch => reqwest::Method::PATCH,
            Self::Delete => reqwest::Method::DELETE,
            Self::Head => reqwest::Method::HEAD,
        }
    }

    /// Whether the method is idempotent, so that a retry is safe.
    pub(crate) const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

/// One call of an API as data. `#[api_call]` generates it as a constant of the struct, with the name of the method in capitals.
///
/// ```
/// use plugin_core::{Http, Result, api_call};
///
/// pub struct ExampleApi { http: Http }
///
/// impl ExampleApi {
///     #[api_call(GET, "users/{id}", timeout = "30s")]
///     pub async fn get_user(&self, id: &str) -> Result<String>;
/// }
///
/// assert_eq!(ExampleApi::GET_USER.to_string(), "GET users/{id}");
/// # let _ = ExampleApi::get_user;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Operation {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) route: &'static str,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    /// The setting `idempotent`. Without it the method decides.
    pub(crate) idempotent: Option<bool>,
    pub(crate) errors: &'static [ErrorRule],
    pub(crate) table: Option<StatusTable>,
    pub(crate) error_data: Option<ErrorData>,
    pub(crate) ok: &'static [u16],
    pub(crate) missing: &'static [u16],
    pub(crate) reject: &'static [Reject],
    pub(crate) select: Option<&'static str>,
    pub(crate) headers: &'static [(&'static str, Option<&'static str>)],
    pub(crate) max_body: Option<usize>,
    pub(crate) base: Option<&'static str>,
    pub(crate) is_anonymous: bool,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) paging: Option<Paging>,
    pub(crate) items: Option<&'static str>,
}

/// Which part of a failed response is the data of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorData {
    /// The key `message` of a JSON object, otherwise the whole body. This is the default.
    Message,
    /// The whole body.
    Text,
    /// The value at the first of these JSON pointers that exists, otherwise the whole body.
    At(&'static [&'static str]),
}

impl Operation {
    /// An operation without settings.
    #[doc(hidden)]
    pub const fn new(name: &'static str, method: Method, route: &'static str) -> Self {
        Self {
            name,
            method,
            route,
            timeout: None,
            retry: None,
            idempotent: None,
            errors: &[],
            table: None,
            error_data: None,
            ok: &[],
            missing: &[],
            reject: &[],
            select: None,
            headers: &[],
            max_body: None,
            base: None,
            is_anonymous: false,
            rate_limit: None,
            paging: None,
            items: None,
        }
    }

    /// The name of the method in Rust.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The method of the request.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Whether a retry is safe.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.idempotent.unwrap_or(self.method.is_safe())
    }

    /// The path of the attribute: `users/{user_id}`.
    pub const fn route(&self) -> &'static str {
        self.route
    }
}

/// `GET users/{user_id}`
impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.route)
    }
}

/// The settings of an attribute, as the macro generates them.
macro_rules! settings {
    ($($name:ident: $t:ty => $field:ident = $value:expr;)+) => {
        #[doc(hidden)]
        impl Operation {
            $(
                pub const fn $name(mut self, $field: $t) -> Self {
                    self.$field = $value;
                    self
                }
            )+
        }
    };
}

settings! {
    with_timeout: u64 => timeout = Some(Duration::from_millis(timeout));
    with_retry: Retry => retry = Some(retry);
    with_idempotent: bool => idempotent = Some(idempotent);
    with_errors: &'static [ErrorRule] => errors = errors;
    with_table: StatusTable => table = Some(table);
    with_error_data: ErrorData => error_data = Some(error_data);
    with_ok: &'static [u16] => ok = ok;
    with_missing: &'static [u16] => missing = missing;
    with_reject: &'static [Reject] => reject = reject;
    with_select: &'static str => select = Some(select);
    with_headers: &'static [(&'static str, Option<&'static str>)] => headers = headers;
    with_max_body: usize => max_body = Some(max_body);
    with_base: &'static str => base = Some(base);
    with_no_auth: bool => is_anonymous = is_anonymous;
    with_rate_limit: RateLimit => rate_limit = Some(rate_limit);
    with_paging: Paging => paging = Some(paging);
    with_items: &'static str => items = Some(items);
}
