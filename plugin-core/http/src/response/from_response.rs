//! Reads a response as the return type of a call.

use super::Response;
use plugin_schema::error::Result;
use plugin_schema::values::Bytes;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// A type that can be read from a response. Types that serde can deserialise are read from JSON. Implement this trait for other
/// formats.
///
/// ```
/// use plugin_core::api::{Response, FromResponse};
/// use plugin_core::{Http, Result, api_call};
///
/// /// The lines of a blocklist.
/// pub struct Lines(pub Vec<String>);
///
/// impl FromResponse for Lines {
///     fn from_response(answer: Response) -> Result<Self> {
///         let text = String::from_utf8_lossy(answer.body());
///         Ok(Self(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()))
///     }
/// }
///
/// pub struct Feed { http: Http }
///
/// impl Feed {
///     #[api_call(GET, "blocklist.txt")]
///     pub async fn blocklist(&self) -> Result<Lines>;
/// }
/// # let _ = Feed::blocklist;
/// ```
pub trait FromResponse: Sized {
    /// Reads a successful response, or one whose status is in the setting `missing`.
    ///
    /// # Errors
    /// If the response is unexpected.
    fn from_response(answer: Response) -> Result<Self>;
}

/// Ignores the body.
impl FromResponse for () {
    fn from_response(_: Response) -> Result<Self> {
        Ok(())
    }
}

/// True for a success, false for a status in the setting `missing`. With `select`, the selected boolean.
impl FromResponse for bool {
    fn from_response(answer: Response) -> Result<Self> {
        match answer.select {
            Some(_) => answer.json_or_default(),
            None => Ok(!answer.is_missing),
        }
    }
}

/// The body as text; invalid UTF-8 is replaced. With `select`, the selected string.
impl FromResponse for String {
    fn from_response(answer: Response) -> Result<Self> {
        if answer.select.is_some() {
            return answer.json_or_default();
        }
        let lossy =
            |error: std::string::FromUtf8Error| String::from_utf8_lossy(error.as_bytes()).into_owned();
        Ok(Self::from_utf8(answer.body.into()).unwrap_or_else(lossy))
    }
}

/// The body as bytes. With `select`, the decoded base64 of the selected string.
impl FromResponse for Bytes {
    fn from_response(answer: Response) -> Result<Self> {
        if answer.select.is_some() {
            return answer.json_or_default();
        }
        Ok(Vec::from(answer.body).into())
    }
}

/// `None` for 204, an empty body and a status in the setting `missing`, otherwise read from JSON.
impl<T: FromJson> FromResponse for Option<T> {
    fn from_response(answer: Response) -> Result<Self> {
        if answer.is_empty() { Ok(None) } else { answer.json() }
    }
}

impl FromResponse for Response {
    fn from_response(answer: Response) -> Result<Self> {
        Ok(answer)
    }
}

/// A type with [`FromResponse`] that reads [`Response::json`], so that the setting `select` has an effect. Types that serde can
/// deserialise need no implementation.
///
/// ```
/// use plugin_core::Result;
/// use plugin_core::api::{Response, FromResponse, FromSelection};
///
/// /// The lines of a text within JSON: `#[api_call(GET, "log", select = "/log/text")]`.
/// pub struct Lines(pub Vec<String>);
///
/// impl FromResponse for Lines {
///     fn from_response(answer: Response) -> Result<Self> {
///         let text: String = answer.json()?;
///         Ok(Self(text.lines().map(str::to_owned).collect()))
///     }
/// }
///
/// impl FromSelection for Lines {}
/// ```
#[diagnostic::on_unimplemented(
    message = "API013: `select` has no effect on `{Self}`, which is not read from JSON",
    label = "not read from JSON",
    note = "remove `select`, or write `select = none` if it is a setting of the `impl`",
    note = "a type of your own that reads `Response::json` implements `FromSelection`"
)]
pub trait FromSelection: FromResponse {}

impl FromSelection for bool {}
impl FromSelection for String {}
impl FromSelection for Bytes {}
impl FromSelection for Response {}
impl<T: FromJson> FromSelection for Option<T> {}

/// A type that is read from JSON.
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot be read from a response",
    label = "not a type that a response is read as",
    note = "derive `serde::Deserialize` on it, implement `FromResponse` for it, or return Option, (), bool, String or Bytes"
)]
pub trait FromJson: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromJson for T {}

/// Reads a response as a `T`: with [`FromResponse`] if `T` implements it, which the compiler prefers, otherwise from JSON.
#[derive(Debug)]
pub struct Target<T>(PhantomData<fn() -> T>);

impl<T> Clone for Target<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Target<T> {}

impl<T> Target<T> {
    /// The value.
    pub const NEW: Self = Self(PhantomData);
}

/// For types with [`FromResponse`].
pub trait Own<T> {
    /// Reads the response as a `T`.
    ///
    /// # Errors
    /// The errors of [`FromResponse`].
    fn read(self, answer: Response) -> Result<T>;

    /// Reads the response as a `T`. The type handles a missing value itself.
    ///
    /// # Errors
    /// The errors of [`FromResponse`].
    fn read_or_default(self, answer: Response) -> Result<T>;

    /// Compiles if the setting `select` has an effect on the type.
    fn selects(self)
    where
        T: FromSelection;
}

#[diagnostic::do_not_recommend]
impl<T: FromResponse> Own<T> for Target<T> {
    fn read(self, answer: Response) -> Result<T> {
        T::from_response(answer)
    }

    fn read_or_default(self, answer: Response) -> Result<T> {
        T::from_response(answer)
    }

    fn selects(self)
    where
        T: FromSelection,
    {
    }
}

/// For all other types.
pub trait Json<T> {
    /// Reads the body as a `T`.
    ///
    /// # Errors
    /// INVALID_JSON with the body.
    fn read(self, answer: Response) -> Result<T>
    where
        T: FromJson;

    /// Reads the body as a `T`. Returns the default for a status in the setting `missing`.
    ///
    /// # Errors
    /// INVALID_JSON with the body.
    fn read_or_default(self, answer: Response) -> Result<T>
    where
        T: FromJson + OrDefault;

    /// Compiles always, since `select` has an effect on types that serde reads.
    fn selects(self);
}

impl<T> Json<T> for &Target<T> {
    fn read(self, answer: Response) -> Result<T>
    where
        T: FromJson,
    {
        answer.json()
    }

    fn read_or_default(self, answer: Response) -> Result<T>
    where
        T: FromJson + OrDefault,
    {
        answer.json_or_default()
    }

    fn selects(self) {}
}

/// A type with a default for a missing value.
#[diagnostic::on_unimplemented(
    message = "API013: `{Self}` has no default for a missing value",
    label = "needs `Default`, because the call has the setting `missing`",
    note = "return `Option<{Self}>`, or derive `Default` on it"
)]
pub trait OrDefault: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> OrDefault for T {}
