//! The call with which a client logs in.

use super::{ErrorRule, ErrorText, Method, Operation};
use plugin_schema::error::Preset;

/// The login of a client, for logs and for [`Failure`](crate::Failure).
pub(crate) static LOGIN: Operation =
    Operation::new("login", Method::Post, "(login)").with_errors(&[ErrorRule::new(400, 403, REFUSED)]);

/// The credentials are wrong, whatever words the API has for it.
const REFUSED: ErrorText = ErrorText::new(Some(Preset::InvalidCredentials), None, None, None);
