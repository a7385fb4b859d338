//! Text that must not be seen.

use crate::{Schema, Type, Violation};
use plugin_run::Run;
use secrecy::{ExposeSecret, SecretString};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Secret text. It does not print, is not written into any output, and is wiped from memory when it is dropped.
///
/// A field of this type has the type `password` in the specification.
///
/// ```
/// use plugin_core::values::Password;
/// let password = Password::from("hunter22");
/// assert_eq!(password.expose_secret(), "hunter22");
/// assert_eq!(format!("{password:?}"), "\"********\"");
/// ```
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// The text itself. What is done with it is up to the caller, so keep the borrow short.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl<T: Into<String>> From<T> for Password {
    fn from(text: T) -> Self {
        let text = SecretString::from(text.into());
        // A run that holds too many secrets is refused where they are deserialised; here nothing can fail.
        let _ = Run::register_secret(text.expose_secret());
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", plugin_run::secrets::MASK)
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = SecretString::from(String::deserialize(deserializer)?);
        Run::register_secret(text.expose_secret()).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

impl Schema for Password {
    const TYPE: Type = Type::Password;

    fn violation(&self) -> Option<Violation> {
        self.expose_secret().is_empty().then_some(Violation::Blank)
    }
}
