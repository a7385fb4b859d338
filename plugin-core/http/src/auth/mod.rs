//! Authenticates requests: with fixed credentials, logins and signatures.

mod credentials;
mod header_value;
mod login;
mod login_error;
mod logouts;
mod oauth2;
mod scheme;
mod session;
mod signing;

pub use credentials::Credentials;
pub use login::SessionAuth;
pub(crate) use login_error::{concealed, is_logging_in};
pub use logouts::finish as finish_logouts;
pub use oauth2::OAuth2;
pub(crate) use scheme::AuthKind;
pub use scheme::{Auth, IntoAuth};
pub(crate) use session::Session;
pub use signing::{AuthHeaders, SigningRequest};
