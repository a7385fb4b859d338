//! The call with which a client logs in.

use super::{ErrorRule, Method, Operation, Reading};
use plugin_schema::error::Preset;

/// The login of a client, for logs and for [`Failure`](crate::Failure).
pub(crate) static LOGIN: Operation =
    Operation::new("login", Method::Post, "(login)").with_errors(&[ErrorRule::new(400, 403, REFUSED)]);

/// The credentials are wrong, whatever words the API has for it.
const REFUSED: Reading = Reading::new(Some(Preset::InvalidCredentials), None, None, None);
