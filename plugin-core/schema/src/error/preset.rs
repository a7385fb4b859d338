//! Defines errors that are common to all APIs.

use std::fmt;
use std::str::FromStr;

type Row = (Preset, &'static str, &'static str, &'static str);

/// Defines the enum and its table. The documentation of a variant is its name on the wire, its cause and its assistance.
macro_rules! presets {
    ($(#[$attr:meta])* $($variant:ident: $name:literal, $cause:literal, $assistance:literal;)*) => {
        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Preset {
            $(#[doc = concat!("`", $name, "`: ", $cause, " ", $assistance)] $variant,)*
        }

        /// Preset, name on the wire, cause, assistance.
        const TABLE: &[Row] = &[$((Preset::$variant, $name, $cause, $assistance)),*];
    };
}

presets! {
    /// An error that is common to all APIs, with its cause and its assistance. The Python runtime has the same names on the wire.
    ///
    /// ```
    /// use plugin_core::Preset;
    /// assert_eq!(Preset::RateLimit.name(), "rate_limit");
    /// assert_eq!("rate_limit".parse(), Ok(Preset::RateLimit));
    /// ```

    ApiKey: "api_key",
        "The API key was not accepted.",
        "Check the API key in the connection.";

    Unauthorized: "unauthorized",
        "The account of this connection is not allowed to do this.",
        "Give the account the missing permission, or use another account.";

    RateLimit: "rate_limit",
        "The API has received too many requests from this account.",
        "Wait a while, or run this step less often.";

    UsernamePassword: "username_password",
        "The user name or the password was not accepted.",
        "Check the user name and the password in the connection.";

    NotFound: "not_found",
        "The API has nothing at this address.",
        "Check the identifiers in the input and the address in the connection.";

    ServerError: "server_error",
        "The API failed while it worked on the request.",
        "Try again later. If the error persists, contact the support of the API.";

    ServiceUnavailable: "service_unavailable",
        "The API cannot accept requests at the moment.",
        "Try again later.";

    InvalidJson: "invalid_json",
        "The response of the API is not the expected JSON.",
        "Check the address in the connection, and that this plugin supports the version of the API.";

    Unknown: "unknown",
        "An unexpected error occurred.",
        "See the data and the log for details. If the error persists, contact support.";

    Base64Encode: "base64_encode",
        "The content could not be written as base64.",
        "This is likely a bug of the plugin: contact support.";

    Base64Decode: "base64_decode",
        "The content is not valid base64.",
        "Check that the input is the base64 text of the content.";

    Timeout: "timeout",
        "The API did not respond in time.",
        "Check the network between this machine and the API, and try again.";

    BadRequest: "bad_request",
        "The API rejected the request as invalid.",
        "Check the input of the step.";

    InvalidCredentials: "invalid_credentials",
        "The credentials were not accepted.",
        "Check the credentials in the connection.";

    MethodNotAllowed: "method_not_allowed",
        "The API does not support this method for this resource.",
        "Check that this plugin supports the version of the API.";

    Conflict: "conflict",
        "The request conflicts with the current state of the resource.",
        "Check the resource, then try again.";

    ConnectionError: "connection_error",
        "The connection to the API failed.",
        "Check the address in the connection, the network, the proxy and the firewall.";

    RedirectError: "redirect_error",
        "The API redirected the request too often, or to another host.",
        "Set the final address of the API in the connection.";
}

impl Preset {
    /// All presets.
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

    /// Whether the preset means that the API rejects the credentials.
    #[doc(hidden)]
    pub fn is_of_credentials(self) -> bool {
        matches!(self, Self::ApiKey | Self::InvalidCredentials | Self::Unauthorized | Self::UsernamePassword)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The error for a text that is not the name of a preset.
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
    fn each_preset_is_the_index_of_its_row() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, index, "{}", row.1);
            assert_eq!(row.1.parse(), Ok(row.0));
        }
    }
}
