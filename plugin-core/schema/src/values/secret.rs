//! Defines secret text.

use crate::{Schema, Type, Violation};
use plugin_run::Run;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Secret text. Its `Debug` prints a mask, it cannot be serialised or formatted with `{}`, runs mask it in their output, and it is wiped from memory on
/// drop.
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
    /// The secret as text. Keep the borrow short.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A type that contains a secret: a credential of the connection, or plain text.
///
/// ```
/// use plugin_core::api::Auth;
/// use plugin_core::values::SecretKey;
/// let key: SecretKey = serde_json::from_str(r#"{"secretKey": "s3cr3t"}"#).unwrap();
/// let auth = Auth::header("X-Api-Key", &key).unwrap();
/// # let _ = auth;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a secret",
    note = "a secret is a `&str`, a `String`, or a `Password`, `SecretKey`, `Token` or `AsymmetricKey` of the connection"
)]
pub trait ExposeSecret {
    /// The secret as text. Keep the borrow short.
    fn expose_secret(&self) -> &str;
}

impl ExposeSecret for str {
    fn expose_secret(&self) -> &str {
        self
    }
}

impl ExposeSecret for String {
    fn expose_secret(&self) -> &str {
        self
    }
}

impl ExposeSecret for Password {
    fn expose_secret(&self) -> &str {
        self.expose_secret()
    }
}

impl<T: ExposeSecret + ?Sized> ExposeSecret for &T {
    fn expose_secret(&self) -> &str {
        (**self).expose_secret()
    }
}

impl<T: Into<String>> From<T> for Password {
    fn from(text: T) -> Self {
        let text = SecretString::from(text.into());
        // `From` cannot fail. A run with too many secrets fails when it deserialises them.
        let _ = Run::register_secret(text.expose_secret());
        Self(text)
    }
}

impl From<&Password> for Password {
    fn from(secret: &Password) -> Self {
        secret.clone()
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
