//! Refuses to print secrets, with a message of its own.

use super::credentials::{AsymmetricKey, SecretKey, Token, UsernamePassword};
use super::secret::Password;
use std::fmt;

/// No type implements this trait. It exists for its error message.
#[diagnostic::on_unimplemented(
    message = "a secret is never printed: `{T}` cannot be formatted",
    label = "a secret",
    note = "a client takes a secret as it is, as in `Auth::bearer(&secret)`; the text of a secret is `secret.expose_secret()`"
)]
pub trait IsPublic<T> {}

macro_rules! never_printed {
    ($($name:ty),+) => {$(
        /// Its use does not compile.
        impl fmt::Display for $name
        where
            // With a lifetime, because the compiler checks other bounds without parameters here instead of at the use.
            for<'a> (): IsPublic<$name>,
        {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
    )+};
}

never_printed!(Password, SecretKey, UsernamePassword, Token, AsymmetricKey);
