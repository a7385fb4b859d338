//! Refuses to serialise secrets, with a message of its own.

use super::credentials::{AsymmetricKey, SecretKey, Token, UsernamePassword};
use super::secret::Password;
use serde::ser::{Error, Serialize, Serializer};

/// No type implements this trait. It exists for its error message.
#[diagnostic::on_unimplemented(
    message = "PLG006: a secret is never an output: `{T}` cannot be serialised",
    label = "contains a secret",
    note = "remove the field; a struct that is an input needs no `Serialize`",
    note = "the body of a request takes the text of a secret: `secret.expose_secret()`"
)]
pub trait IsNoSecret<T> {}

macro_rules! never_output {
    ($($name:ty),+) => {$(
        /// Its use does not compile.
        impl Serialize for $name
        where
            // With a lifetime, because the compiler checks other bounds without parameters here instead of at the use.
            for<'a> (): IsNoSecret<$name>,
        {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(S::Error::custom("a secret is never an output"))
            }
        }
    )+};
}

never_output!(Password, SecretKey, UsernamePassword, Token, AsymmetricKey);
