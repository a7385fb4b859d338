//! What the return type of a method says about the answer.

use super::failure;
use crate::error::Result;
use crate::values::Bytes;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// A 2xx answer.
pub struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| failure::of_json(&error, self.status, &self.body))
    }
}

/// A type that is read from JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the answer of an API",
    label = "not a type that an answer is read as",
    note = "derive `serde::Deserialize` on it, or return Option, (), String or Bytes"
)]
pub trait FromJson: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromJson for T {}

/// Reads an answer as a `T`. The types that are not plain JSON have a `read` of their own, which the compiler prefers to
/// that of [`Json`]; so an alias of `String` is still a `String`.
pub struct Target<T>(PhantomData<T>);

impl<T> Target<T> {
    /// The only value.
    pub const NEW: Self = Self(PhantomData);
}

impl Target<()> {
    /// The body is not looked at.
    pub fn read(self, _: Reply) -> Result<()> {
        Ok(())
    }
}

impl Target<String> {
    /// The body as text; what is not UTF-8 is replaced.
    pub fn read(self, reply: Reply) -> Result<String> {
        let lossy =
            |error: std::string::FromUtf8Error| String::from_utf8_lossy(error.as_bytes()).into_owned();
        Ok(String::from_utf8(reply.body).unwrap_or_else(lossy))
    }
}

impl Target<Bytes> {
    /// The body as it is.
    pub fn read(self, reply: Reply) -> Result<Bytes> {
        Ok(reply.body.into())
    }
}

impl<T: FromJson> Target<Option<T>> {
    /// 204 and an empty body are `None`.
    pub fn read(self, reply: Reply) -> Result<Option<T>> {
        match reply.body.trim_ascii() {
            [] => Ok(None),
            _ => reply.json(),
        }
    }
}

/// Whatever is not listed above is JSON.
pub trait Json<T> {
    /// The body as a `T`.
    ///
    /// # Errors
    /// INVALID_JSON with the text.
    fn read(self, reply: Reply) -> Result<T>
    where
        T: FromJson;
}

impl<T> Json<T> for Target<T> {
    fn read(self, reply: Reply) -> Result<T>
    where
        T: FromJson,
    {
        reply.json()
    }
}
