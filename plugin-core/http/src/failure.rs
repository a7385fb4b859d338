//! Converts failed calls to errors with a preset. They never contain the URL, which may contain secrets.

use crate::call::{self, ErrorData, LOGIN, Operation};
use crate::json::{shown, without_bom};
use plugin_schema::error::{PluginError, Preset, StatusTable};
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::Duration;

/// The maximum size of the body in an error.
pub(crate) const MAX_TEXT_BYTES: usize = 64 << 10;

/// A call that failed, for [`HttpBuilder::on_failure`](crate::HttpBuilder::on_failure) to map.
pub struct Failure {
    pub(crate) operation: &'static Operation,
    pub(crate) status: Option<u16>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) error: PluginError,
    /// Whether nothing was sent, so that a retry is safe.
    pub(crate) was_not_sent: bool,
    /// Whether `on_failure` has mapped the error already, as for a login.
    pub(crate) is_final: bool,
}

impl Failure {
    /// The call.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Whether the call was a login that another call started.
    pub fn is_login(&self) -> bool {
        self.operation.name == LOGIN.name
    }

    /// The status of the response. `None` if there is no response.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// A header of the response, if it exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body of the response, at most its first 64 KiB.
    pub fn text(&self) -> String {
        text(&self.body)
    }

    /// The body as JSON. Null if it is not valid JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(without_bom(&self.body)).unwrap_or_default()
    }

    /// Returns the unmapped error of the call.
    pub fn error(&self) -> &PluginError {
        &self.error
    }

    /// The unmapped error of the call, mutable.
    pub fn into_error(self) -> PluginError {
        self.error
    }

    /// Whether the API has not processed the request: the request did not reach it, or a rate limit rejected it.
    pub(crate) fn was_not_carried_out(&self) -> bool {
        self.was_not_sent || self.status == Some(429)
    }

    /// The failure of a call with a response. It keeps the beginning of the body.
    pub(crate) fn of_response(
        operation: &'static Operation,
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
        error: PluginError,
    ) -> Box<Self> {
        let body = body[..body.len().min(MAX_TEXT_BYTES)].to_vec();
        let (headers, status) = (headers.clone(), Some(status));
        Box::new(Self { operation, status, headers, body, error, was_not_sent: false, is_final: false })
    }

    /// The failure of a call without a response.
    pub(crate) fn without_response(
        operation: &'static Operation,
        error: PluginError,
        was_not_sent: bool,
    ) -> Box<Self> {
        let (headers, body) = (HeaderMap::new(), Vec::new());
        Box::new(Self { operation, status: None, headers, body, error, was_not_sent, is_final: false })
    }

    /// The failure of a login that the call started. `on_failure` has mapped its error already.
    pub(crate) fn of_login(operation: &'static Operation, error: PluginError) -> Box<Self> {
        let mut failure = Self::without_response(operation, error, false);
        failure.is_final = true;
        failure
    }
}

/// Prints neither headers nor body.
impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failure")
            .field("operation", &format_args!("{}", self.operation))
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The error for a status that is not a success. The body does not matter.
pub(crate) fn of_status(operation: &Operation, table: StatusTable, status: u16, body: &[u8]) -> PluginError {
    let error = match call::error_text(operation.errors, status) {
        Some(text) => text.error(),
        None => match operation.table.unwrap_or(table).preset(status) {
            // Also without a preset, a person needs to know that the credentials are the reason.
            Preset::Unknown => PluginError::from_preset(Preset::Unknown)
                .with_cause(unknown_cause(status))
                .with_assistance(StatusTable::RUNTIME.preset(status).assistance()),
            preset => PluginError::from_preset(preset),
        },
    };
    error.with_status(status).with_data(data(operation.error_data.unwrap_or(ErrorData::Message), body))
}

/// The cause of a failure whose status is not in the table.
fn unknown_cause(status: u16) -> String {
    let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    match reason {
        Some(reason) => format!("The API responded with the status {status} ({reason})."),
        None => format!("The API responded with the status {status}."),
    }
}

fn data(which: ErrorData, body: &[u8]) -> String {
    let body = without_bom(body);
    let at = |pointers: &[&str]| {
        let body: Value = serde_json::from_slice(body).ok()?;
        let found = pointers.iter().find_map(|pointer| body.pointer(pointer).filter(|it| !it.is_null()));
        found.map(shown)
    };
    let found = match which {
        ErrorData::Text => None,
        ErrorData::At(pointers) => at(pointers),
        ErrorData::Message => match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => fields.get("message").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        },
    };
    found.map_or_else(|| text(body), |found| text(found.as_bytes()))
}

/// The body as text, truncated to the maximum size.
pub(crate) fn text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    text[..text.floor_char_boundary(MAX_TEXT_BYTES)].to_owned()
}

/// The error for a success whose body is unexpected. `why` contains the path and the reason.
pub(crate) fn of_format(why: &dyn std::fmt::Display, status: u16, body: &[u8]) -> PluginError {
    let preset = PluginError::from_preset(Preset::InvalidJson).with_status(status);
    match body.trim_ascii().is_empty() {
        true => preset.with_cause("The response of the API is empty, but a value was expected."),
        false => preset.with_cause(format!("{} ({why})", Preset::InvalidJson.cause())).with_data(text(body)),
    }
}

/// The error for a missing or incomplete response.
pub(crate) fn of_transport(error: reqwest::Error) -> PluginError {
    let preset = match &error {
        error if error.is_timeout() => Preset::Timeout,
        error if error.is_decode() || error.is_body() => Preset::ConnectionError,
        error if error.is_connect() || error.is_request() => Preset::ConnectionError,
        _ => Preset::Unknown,
    };
    let text = chain(&error.without_url());
    let failure = PluginError::from_preset(preset);
    match text.contains("certificate") {
        true => failure.with_assistance(
            "The certificate of the API is not trusted. Give the client its CA (`ca_pem`, or SSL_CERT_FILE in the environment); \
             `verify_tls` turns the check off.",
        ),
        false => failure,
    }
    .with_data(text)
}

/// The error and its causes, which contain the details.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

pub(crate) fn of_redirect(status: u16) -> PluginError {
    PluginError::from_preset(Preset::RedirectError).with_status(status)
}

/// The error if no byte arrives within the read timeout.
pub(crate) fn read_timeout(time: Duration) -> PluginError {
    PluginError::from_preset(Preset::Timeout)
        .with_data(format!("no byte arrived for {} seconds", time.as_secs_f64()))
}

/// The error if the call exceeds its timeout.
pub(crate) fn timed_out(time: Duration) -> PluginError {
    PluginError::from_preset(Preset::Timeout)
        .with_data(format!("the call took longer than {} seconds", time.as_secs_f64()))
}

pub(crate) fn too_long(most: usize) -> PluginError {
    PluginError::from_preset(Preset::Unknown)
        .with_cause(format!("The response of the API is longer than {most} bytes."))
        .with_assistance("Ask the API for less at a time.")
}

/// The error for an invalid request.
pub(crate) fn invalid_request(cause: String) -> PluginError {
    PluginError::from_preset(Preset::BadRequest)
        .with_cause(cause)
        .with_assistance("Check the input of the step.")
}

/// The error for an invalid header. It does not contain the value.
pub(crate) fn bad_header(name: &str) -> PluginError {
    invalid_request(format!(
        "The header `{name}` contains a character that cannot be sent, such as a line feed."
    ))
}

/// The error for a body that cannot be encoded, which is a bug of the plugin.
pub(crate) fn encode_error(why: &dyn std::fmt::Display) -> PluginError {
    PluginError::server(format_args!("The body of the request cannot be written: {why}."))
}
