//! What went wrong, as a preset. Never with the URL, which may hold secrets.

use crate::error::{PluginError, Preset, StatusTable};
use serde_json::Value;

/// How much of an answer's text is kept, in bytes.
pub(super) const LONGEST: usize = 64 << 10;

/// An answer that is not 2xx: the status decides, whatever the body is.
pub(super) fn of_status(table: StatusTable, status: u16, body: &[u8]) -> PluginError {
    PluginError::preset(table.preset(status)).status_code(status).data(message(body))
}

/// The `message` of a JSON body, or else the body as text.
fn message(body: &[u8]) -> String {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) if fields.get("message").is_some_and(Value::is_string) => {
            text(fields["message"].as_str().unwrap_or_default().as_bytes())
        }
        _ => text(body),
    }
}

/// The body as text, cut where it is too long.
pub(super) fn text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

/// The answer is 2xx, but not the JSON that was expected.
pub(super) fn of_json(error: &serde_json::Error, status: u16, body: &[u8]) -> PluginError {
    let preset = PluginError::preset(Preset::InvalidJson).status_code(status);
    match body.trim_ascii().is_empty() {
        true => preset.cause("The answer of the API is empty, where JSON was expected."),
        false => preset.cause(format!("{} ({error})", Preset::InvalidJson.cause())).data(text(body)),
    }
}

/// There is no answer, or no end of it.
pub(super) fn of_transport(error: reqwest::Error) -> PluginError {
    let preset = match &error {
        error if error.is_timeout() => Preset::Timeout,
        error if error.is_decode() || error.is_body() => Preset::ConnectionError,
        error if error.is_connect() || error.is_request() => Preset::ConnectionError,
        _ => Preset::Unknown,
    };
    PluginError::preset(preset).data(chain(&error.without_url()))
}

/// The error with its causes, which say more than it does itself.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

pub(super) fn of_redirect(status: u16) -> PluginError {
    PluginError::preset(Preset::RedirectError).status_code(status)
}

pub(super) fn too_long(most: usize) -> PluginError {
    PluginError::preset(Preset::Unknown)
        .cause(format!("The answer of the API is longer than {most} bytes."))
        .assistance("Ask the API for less at a time.")
}
