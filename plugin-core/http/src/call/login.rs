//! Defines the operation of a login.

use super::{ErrorRule, ErrorText, Method, Operation};
use plugin_schema::error::Preset;

/// The login of a client, in logs and in [`Failure`](crate::Failure).
pub(crate) static LOGIN: Operation =
    Operation::new("login", Method::Post, "(login)").with_errors(&[ErrorRule::new(400, 403, REFUSED)]);

/// The error of rejected credentials.
const REFUSED: ErrorText = ErrorText::new(Some(Preset::InvalidCredentials), None, None, None);
