//! The failures that every API knows.

use std::fmt;
use std::str::FromStr;

/// A failure that every API knows, with its cause and its assistance. The names on the wire are those of the Python runtime.
///
/// ```
/// use plugin_core::Preset;
/// assert_eq!(Preset::RateLimit.name(), "rate_limit");
/// assert_eq!("rate_limit".parse(), Ok(Preset::RateLimit));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // each is told by its cause in the table below
pub enum Preset {
    ApiKey,
    Unauthorized,
    RateLimit,
    UsernamePassword,
    NotFound,
    ServerError,
    ServiceUnavailable,
    InvalidJson,
    Unknown,
    Base64Encode,
    Base64Decode,
    Timeout,
    BadRequest,
    InvalidCredentials,
    MethodNotAllowed,
    Conflict,
    ConnectionError,
    RedirectError,
}

type Row = (Preset, &'static str, &'static str, &'static str);

/// Preset, name on the wire, cause, assistance.
const TABLE: [Row; 18] = [
    (Preset::ApiKey, "api_key", "The API key was not accepted.", "Check the API key in the connection."),
    (
        Preset::Unauthorized,
        "unauthorized",
        "The account of this connection is not allowed to do this.",
        "Give the account the permission it lacks, or use another account.",
    ),
    (
        Preset::RateLimit,
        "rate_limit",
        "The API has received too many requests from this account.",
        "Wait a while, or run this step less often.",
    ),
    (
        Preset::UsernamePassword,
        "username_password",
        "The user name or the password was not accepted.",
        "Check the user name and the password in the connection.",
    ),
    (
        Preset::NotFound,
        "not_found",
        "The API has nothing at this address.",
        "Check the identifiers in the input and the address in the connection.",
    ),
    (
        Preset::ServerError,
        "server_error",
        "The API failed while it worked on the request.",
        "Try again later. If it goes on, ask the support of the API.",
    ),
    (
        Preset::ServiceUnavailable,
        "service_unavailable",
        "The API cannot take requests at the moment.",
        "Try again later.",
    ),
    (
        Preset::InvalidJson,
        "invalid_json",
        "The answer of the API is not the JSON that was expected.",
        "Check that the address in the connection is that of the API, and that this plugin fits its version.",
    ),
    (
        Preset::Unknown,
        "unknown",
        "Something happened that this plugin does not know.",
        "See the data and the log for details. If it goes on, ask for support.",
    ),
    (
        Preset::Base64Encode,
        "base64_encode",
        "The content could not be written as base64.",
        "This is likely a bug of the plugin: ask for support.",
    ),
    (
        Preset::Base64Decode,
        "base64_decode",
        "The content is not valid base64.",
        "Check that the input holds the base64 text of the content.",
    ),
    (
        Preset::Timeout,
        "timeout",
        "The API did not answer in time.",
        "Check the network between this machine and the API, and try again.",
    ),
    (
        Preset::BadRequest,
        "bad_request",
        "The request is not one that can be carried out.",
        "Check the input of the step.",
    ),
    (
        Preset::InvalidCredentials,
        "invalid_credentials",
        "The credentials were not accepted.",
        "Check the credentials in the connection.",
    ),
    (
        Preset::MethodNotAllowed,
        "method_not_allowed",
        "The API does not know this method for this resource.",
        "Check that this plugin fits the version of the API.",
    ),
    (
        Preset::Conflict,
        "conflict",
        "The request contradicts the present state of the resource.",
        "Look at the resource, then try again.",
    ),
    (
        Preset::ConnectionError,
        "connection_error",
        "No connection to the API could be made.",
        "Check the address in the connection, and the network, the proxy and the firewall on the way.",
    ),
    (
        Preset::RedirectError,
        "redirect_error",
        "The API sent the request elsewhere too often, or to another host.",
        "Put the final address of the API into the connection.",
    ),
];

impl Preset {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Preset> {
        TABLE.iter().map(|row| row.0)
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Name on the wire, e.g. `not_found`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What happened, as a sentence.
    pub fn cause(self) -> &'static str {
        self.row().2
    }

    /// What to do about it, as a sentence.
    pub fn assistance(self) -> &'static str {
        self.row().3
    }

    /// Whether it says that the API does not accept the credentials.
    pub fn is_of_credentials(self) -> bool {
        matches!(self, Self::ApiKey | Self::InvalidCredentials | Self::Unauthorized | Self::UsernamePassword)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is not the name of a preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownPreset;

impl fmt::Display for UnknownPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of a preset")
    }
}

impl std::error::Error for UnknownPreset {}

impl FromStr for Preset {
    type Err = UnknownPreset;

    fn from_str(name: &str) -> Result<Self, UnknownPreset> {
        Self::all().find(|preset| preset.name() == name).ok_or(UnknownPreset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_stands_at_the_place_of_its_preset() {
        for (place, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, place, "{}", row.1);
            assert_eq!(row.1.parse(), Ok(row.0));
        }
    }
}
