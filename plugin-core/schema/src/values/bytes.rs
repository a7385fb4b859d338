//! Defines bytes and files, which are base64 on the wire.

use crate::error::{PluginError, Preset, Result};
use crate::{Schema, Type, Violation};
use base64::Engine;
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// Bytes. They are base64 text on the wire and have the type `bytes` in the specification.
///
/// Deserialised bytes stay base64 text until [`Bytes::decode`] is called, since the workflow engine does not validate them.
///
/// ```
/// use plugin_core::values::Bytes;
/// let sent = Bytes::from(b"hi".to_vec());
/// assert_eq!(serde_json::to_string(&sent).unwrap(), r#""aGk=""#);
/// let received: Bytes = serde_json::from_str(r#""aGk=""#).unwrap();
/// assert_eq!(received.decode().unwrap().as_ref(), b"hi");
/// ```
#[derive(Clone)]
pub struct Bytes(Repr);

#[derive(Clone)]
enum Repr {
    Raw(Vec<u8>),
    Base64(String),
}

impl Bytes {
    /// Decodes the bytes.
    ///
    /// # Errors
    /// BASE64_DECODE if the text is not valid base64.
    pub fn decode(&self) -> Result<Cow<'_, [u8]>> {
        match &self.0 {
            Repr::Raw(bytes) => Ok(Cow::Borrowed(bytes)),
            Repr::Base64(text) => STANDARD
                .decode(text)
                .map(Cow::Owned)
                .map_err(|error| PluginError::from_preset(Preset::Base64Decode).with_data(error.to_string())),
        }
    }

    /// The bytes as base64 text.
    pub fn to_base64(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Raw(bytes) => Cow::Owned(STANDARD.encode(bytes)),
            Repr::Base64(text) => Cow::Borrowed(text),
        }
    }

    /// Creates bytes from base64 text without decoding it.
    pub fn from_base64(text: impl Into<String>) -> Self {
        Self(Repr::Base64(text.into()))
    }
}

impl<T: Into<Vec<u8>>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Self(Repr::Raw(bytes.into()))
    }
}

impl Default for Bytes {
    fn default() -> Self {
        Self(Repr::Raw(Vec::new()))
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        self.to_base64() == other.to_base64()
    }
}

/// Prints the size and not the content: files are large and private.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Raw(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Repr::Base64(text) => write!(f, "Bytes({} characters of base64)", text.len()),
        }
    }
}

/// The largest bytes to encode at once, which is faster than in pieces. The text of larger ones would need much memory.
const MAX_ENCODED_BYTES: usize = 16 << 10;

/// Displays bytes as base64.
struct Encoded<'a>(&'a [u8]);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() <= MAX_ENCODED_BYTES {
            true => f.write_str(&STANDARD.encode(self.0)),
            false => Base64Display::new(self.0, &STANDARD).fmt(f),
        }
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Raw(bytes) => serializer.collect_str(&Encoded(bytes)),
            Repr::Base64(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_base64)
    }
}

impl Schema for Bytes {
    const TYPE: Type = Type::Bytes;

    fn violation(&self) -> Option<Violation> {
        let blank = match &self.0 {
            Repr::Raw(bytes) => bytes.is_empty(),
            Repr::Base64(text) => text.is_empty(),
        };
        blank.then_some(Violation::Blank)
    }
}

/// A file: `{"filename": "..", "content": "base64"}`. Type `file` in the specification.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// The name, without a folder.
    #[serde(default)]
    pub filename: String,
    /// The content.
    #[serde(default)]
    pub content: Bytes,
}

impl Schema for File {
    const TYPE: Type = Type::File;
}
