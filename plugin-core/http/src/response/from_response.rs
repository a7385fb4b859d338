//! Reads a response as the return type of a call.

use super::Response;
use plugin_schema::error::Result;
use plugin_schema::values::Bytes;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// A type that a response is read as. Whatever serde can deserialise is read from JSON; implement this for what is not JSON.
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
    /// Reads a response that is a success, or that the setting `missing` takes for one.
    ///
    /// # Errors
    /// If the response is not what was expected.
    fn from_response(answer: Response) -> Result<Self>;
}

/// The body is not looked at.
impl FromResponse for () {
    fn from_response(_: Response) -> Result<Self> {
        Ok(())
    }
}

/// Whether the call went well: false only if the setting `missing` names the status. With `select` the boolean that stands there.
impl FromResponse for bool {
    fn from_response(answer: Response) -> Result<Self> {
        match answer.select {
            Some(_) => answer.json_or_default(),
            None => Ok(!answer.is_missing),
        }
    }
}

/// The body as text; what is not UTF-8 is replaced. With `select` the string that stands there.
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

/// The body as it is. With `select` the base64 that stands there.
impl FromResponse for Bytes {
    fn from_response(answer: Response) -> Result<Self> {
        if answer.select.is_some() {
            return answer.json_or_default();
        }
        Ok(Vec::from(answer.body).into())
    }
}

/// JSON; 204, an empty body and what the setting `missing` names are `None`.
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

/// A type with [`FromResponse`] on which the setting `select` has an effect: it reads [`Response::json`]. Whatever serde can deserialise has
/// it already.
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

/// Reads a response as a `T`: with [`FromResponse`] if it has that, which the compiler finds first, or else from JSON.
#[derive(Debug)]
pub struct Target<T>(PhantomData<fn() -> T>);

impl<T> Clone for Target<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Target<T> {}

impl<T> Target<T> {
    /// The only value.
    pub const NEW: Self = Self(PhantomData);
}

/// For types with [`FromResponse`].
pub trait Own<T> {
    /// The response as a `T`.
    ///
    /// # Errors
    /// Those of [`FromResponse`].
    fn read(self, answer: Response) -> Result<T>;

    /// The same: what is missing is known to the type.
    ///
    /// # Errors
    /// Those of [`FromResponse`].
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
    /// The body as a `T`.
    ///
    /// # Errors
    /// INVALID_JSON with the text.
    fn read(self, answer: Response) -> Result<T>
    where
        T: FromJson;

    /// The body as a `T`; an empty one if the setting `missing` names the status.
    ///
    /// # Errors
    /// INVALID_JSON with the text.
    fn read_or_default(self, answer: Response) -> Result<T>
    where
        T: FromJson + OrDefault;

    /// It always has an effect on what serde reads.
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
    message = "`{Self}` has no default for a missing value",
    label = "needs `Default`, because the call has the setting `missing`",
    note = "return `Option<{Self}>`, or derive `Default` on it"
)]
pub trait OrDefault: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> OrDefault for T {}
