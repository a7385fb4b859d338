//! An answer as it goes out.

use super::Kind;
use crate::error::{Kind as Failure, PluginError, Result};
use crate::plugin::Info;
use crate::step::{Done, End};
use plugin_run::secrets::Redactor;
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
    /// For the metrics of an error, where they are asked for: the plugin, and the input as text.
    pub(crate) metrics: Option<(&'a Info, &'a str)>,
    /// Hides the secrets of the run in the texts of an error.
    pub(crate) redactor: Redactor,
}

/// An answer: the envelope, and how it went.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status: 200, 400 where the caller can mend it, or else 500.
    pub status: u16,
    /// The envelope, JSON with a line feed at its end.
    pub body: Vec<u8>,
    /// The output is null, so that a connection test has nothing to show.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) is_null: bool,
}

impl Reply {
    pub(crate) fn new(parts: &Parts<'_>, outcome: Result<Done>) -> Self {
        match outcome {
            Ok(done) => Self { status: 200, is_null: done.output == b"null", body: parts.success(done) },
            Err(error) => Self { status: status(&error), is_null: false, body: parts.failure(&error) },
        }
    }
}

fn status(error: &PluginError) -> u16 {
    match error.kind() {
        Failure::Plugin | Failure::ConnectionTest | Failure::Caller => 400,
        Failure::Server | Failure::Stopped => 500,
    }
}

impl Parts<'_> {
    /// Written by hand in the order of the keys, since every run comes by here.
    fn success(&self, done: Done) -> Vec<u8> {
        let Done { output, end } = done;
        let mut body = Vec::with_capacity(output.len() + self.log.len() + self.meta.len() + 128);
        body.extend_from_slice(b"{\"body\":{");
        if let Some(end) = end {
            self.push_end(&mut body, end);
        }
        body.extend_from_slice(b"\"log\":");
        push_string(&mut body, &self.log);
        body.extend_from_slice(b",\"meta\":");
        body.extend_from_slice(self.meta.as_bytes());
        body.extend_from_slice(b",\"output\":");
        body.extend_from_slice(&output);
        self.end(body, "ok")
    }

    /// What a task says beside its output; what it does not say is absent.
    fn push_end(&self, body: &mut Vec<u8>, end: End) {
        let mut push = |key: &str, text: Option<Vec<u8>>| {
            if let Some(text) = text {
                push_string(body, key);
                body.push(b':');
                body.extend_from_slice(&text);
                body.push(b',');
            }
        };
        // An error without a cause of its own does not show in a success.
        let exception = end.error.filter(PluginError::is_explained).and_then(|error| self.exception(&error));
        push("exception", exception.map(|exception| exception.to_string().into_bytes()));
        push("has_more_pages", end.has_more_pages.map(|more| more.to_string().into_bytes()));
        push("state", end.state);
        push("status_code", end.status_code.map(|status| status.to_string().into_bytes()));
    }

    fn shown(&self, text: &str) -> String {
        self.redactor.text(text).into_owned()
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
        let mut told = vec![("error", Value::from(self.shown(&error.to_string())))];
        if let Some(exception) = self.exception(error) {
            told.push(("exception", exception));
        }
        told.push(("log", self.log.as_str().into()));
        if let Some((info, input)) = self.metrics {
            let shown = |text: &str| self.shown(text);
            told.push(("metrics", crate::cloud::metrics(info, self.meta, input, error, &shown)));
        }
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
    fn exception(&self, error: &PluginError) -> Option<Value> {
        if error.is_explained() {
            let mut exception = json!({
                "assistance": self.shown(error.assistance_text()),
                "cause": self.shown(error.cause_text()),
                "data": self.shown(&error.data_text()),
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
                "data": self.shown(&error.to_string()),
            })
        })
    }
}

/// Appends `text` as a JSON string.
fn push_string(body: &mut Vec<u8>, text: &str) {
    // A string always has a JSON text, and a Vec takes all of it.
    let _ = serde_json::to_writer(body, text);
}
