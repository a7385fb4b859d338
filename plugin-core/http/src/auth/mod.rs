//! How a client authenticates: fixed credentials, logins, and signatures.

mod concealed;
mod grant;
mod header_value;
mod login;
mod logouts;
mod oauth2;
mod scheme;
mod session;
mod signed;

pub(crate) use concealed::{concealed, is_logging_in};
pub use grant::Grant;
pub use login::SessionAuth;
pub use logouts::finish as finish_logouts;
pub use oauth2::OAuth2;
pub use scheme::Auth;
pub(crate) use scheme::AuthKind;
pub(crate) use session::Session;
pub use signed::{Canonical, Headers};
