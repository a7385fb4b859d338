//! An answer as it goes out.

use super::Kind;
use crate::error::{Kind as Failure, PluginError, Result};
use crate::redact::Redactor;
use serde_json::{Value, json};

/// What an answer tells beside its outcome.
pub(crate) struct Parts<'a> {
    /// What was asked for; `None` if that is not known.
    pub(crate) kind: Option<Kind>,
    /// The caller's meta, JSON text.
    pub(crate) meta: &'a str,
    /// The lines of the run, redacted.
    pub(crate) log: String,
    /// A test was asked for, not a run.
    pub(crate) is_test: bool,
    /// What must not be seen.
    pub(crate) redactor: Option<&'a Redactor>,
}

/// An answer: the envelope, and how it went.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status: 200, 400 where the caller can mend it, or else 500.
    pub status: u16,
    /// The envelope, JSON with a line feed at its end.
    pub body: Vec<u8>,
    /// The output is null, so that a connection test has nothing to show.
    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(crate) is_null: bool,
}

impl Reply {
    pub(crate) fn new(parts: &Parts<'_>, outcome: Result<Vec<u8>>) -> Self {
        match outcome {
            Ok(output) => Self { status: 200, is_null: output == b"null", body: parts.success(output) },
            Err(error) => Self { status: status(&error), is_null: false, body: parts.failure(&error) },
        }
    }
}

fn status(error: &PluginError) -> u16 {
    match error.kind() {
        Failure::Plugin | Failure::ConnectionTest | Failure::Caller => 400,
        Failure::Server => 500,
    }
}

impl Parts<'_> {
    /// Written by hand in the order of the keys, since every run comes by here.
    fn success(&self, mut output: Vec<u8>) -> Vec<u8> {
        if let Some(redactor) = self.redactor {
            redactor.json(&mut output);
        }
        let mut body = Vec::with_capacity(output.len() + self.log.len() + self.meta.len() + 128);
        body.extend_from_slice(b"{\"body\":{\"log\":");
        push_string(&mut body, &self.log);
        body.extend_from_slice(b",\"meta\":");
        body.extend_from_slice(self.meta.as_bytes());
        body.extend_from_slice(b",\"output\":");
        body.extend_from_slice(&output);
        self.end(body, "ok")
    }

    /// The rest of an envelope: what comes behind output or meta.
    fn end(&self, mut body: Vec<u8>, status: &str) -> Vec<u8> {
        let event = self.kind.map_or("null", Kind::event);
        for part in [",\"status\":\"", status, "\"},\"type\":", event, ",\"version\":\"v1\"}\n"] {
            body.extend_from_slice(part.as_bytes());
        }
        body
    }

    fn failure(&self, error: &PluginError) -> Vec<u8> {
        let shown = |text: &str| match self.redactor {
            Some(redactor) => redactor.text(text).into_owned(),
            None => text.to_owned(),
        };
        let mut told = vec![("error", Value::from(shown(&error.to_string())))];
        if let Some(exception) = self.exception(error, &shown) {
            told.push(("exception", exception));
        }
        told.push(("log", self.log.as_str().into()));
        let mut body = b"{\"body\":{".to_vec();
        for (key, value) in told {
            push_string(&mut body, key);
            body.push(b':');
            body.extend_from_slice(value.to_string().as_bytes());
            body.push(b',');
        }
        body.extend_from_slice(b"\"meta\":");
        body.extend_from_slice(self.meta.as_bytes());
        self.end(body, "error")
    }

    /// A failure that the plugin explains always has one; in a test every failure has.
    fn exception(&self, error: &PluginError, shown: &dyn Fn(&str) -> String) -> Option<Value> {
        if error.is_explained() {
            let mut exception = json!({
                "assistance": shown(error.assistance_text()),
                "cause": shown(error.cause_text()),
                "data": shown(&error.data_text()),
            });
            if let Some(preset) = error.preset_name() {
                exception["preset"] = preset.into();
            }
            return Some(exception);
        }
        self.is_test.then(|| {
            json!({
                "assistance": "See the log for details.",
                "cause": "The connection test could not be carried out.",
                "data": shown(&error.to_string()),
            })
        })
    }
}

/// Appends `text` as a JSON string.
fn push_string(body: &mut Vec<u8>, text: &str) {
    // A string always has a JSON text, and a Vec takes all of it.
    let _ = serde_json::to_writer(body, text);
}
