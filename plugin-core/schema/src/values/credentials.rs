//! Defines the four credential types of the specification. They neither print nor serialise their secrets.

use super::secret::{ExposeSecret, Password};
use crate::{Schema, Type};
use serde::Deserialize;

/// A secret key: `{"secretKey": ".."}`, type `credential_secret_key`.
///
/// ```
/// use plugin_core::values::SecretKey;
/// let key: SecretKey = serde_json::from_str(r#"{"secretKey": "s3cr3t"}"#).unwrap();
/// assert_eq!(key.expose_secret(), "s3cr3t");
/// assert!(!format!("{key:?}").contains("s3cr3t"));
/// ```
#[derive(Clone, Debug, Deserialize)]
pub struct SecretKey {
    /// The key.
    #[serde(rename = "secretKey")]
    pub secret_key: Password,
}

/// A user name and a password: `{"username": "..", "password": ".."}`, type `credential_username_password`.
#[derive(Clone, Debug, Deserialize)]
pub struct UsernamePassword {
    /// The user name, which is not secret.
    pub username: String,
    /// The password.
    pub password: Password,
}

/// A token and its domain: `{"token": "..", "domain": ".."}`, type `credential_token`.
#[derive(Clone, Debug, Deserialize)]
pub struct Token {
    /// The token.
    pub token: Password,
    /// The domain, if there is one.
    pub domain: Option<String>,
}

/// A private key: `{"privateKey": ".."}`, type `credential_asymmetric_key`.
#[derive(Clone, Debug, Deserialize)]
pub struct AsymmetricKey {
    /// The private key, usually in PEM.
    #[serde(rename = "privateKey")]
    pub private_key: Password,
}

macro_rules! credential {
    ($($name:ident),+) => {$(
        impl Schema for $name {
            const TYPE: Type = Type::$name;
        }
    )+};
}

credential!(SecretKey, UsernamePassword, Token, AsymmetricKey);

macro_rules! secret {
    ($($name:ident: $field:ident, $doc:literal;)+) => {$(
        impl $name {
            #[doc = $doc]
            pub fn expose_secret(&self) -> &str {
                self.$field.expose_secret()
            }
        }

        impl ExposeSecret for $name {
            fn expose_secret(&self) -> &str {
                self.expose_secret()
            }
        }

        impl From<$name> for Password {
            fn from(secret: $name) -> Self {
                secret.$field
            }
        }

        impl From<&$name> for Password {
            fn from(secret: &$name) -> Self {
                secret.$field.clone()
            }
        }
    )+};
}

secret! {
    SecretKey: secret_key, "The secret key as text.";
    Token: token, "The token as text.";
    AsymmetricKey: private_key, "The private key as text.";
}
