//! Writes replies.

use super::MessageKind;
use crate::plugin::Info;
use crate::step::{PageMeta, StepOutput};
use plugin_run::Run;
use plugin_schema::error::{ErrorKind, PluginError, Result};
use serde_json::{Value, json};
use std::time::Duration;

/// What a reply depends on besides the outcome of its run.
pub struct ReplyContext<'a> {
    /// The kind of the message; `None` if it is unknown.
    pub kind: Option<MessageKind>,
    pub run: &'a Run,
    /// Whether the request was for a test and not for a run.
    pub is_test: bool,
    /// The plugin and the input as text, for the metrics of an error in the cloud.
    pub metrics: Option<(&'a Info, &'a str)>,
}

/// A reply: a status and an envelope.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status: 200, 204 if a connection test returned nothing, 400 for an error that the caller caused or
    /// that has a cause of its own, otherwise 500.
    pub status: u16,
    /// The envelope: JSON and a line feed.
    pub body: Vec<u8>,
    /// How long the step took.
    pub duration: Duration,
}

fn status(error: &PluginError) -> u16 {
    match error.kind() {
        ErrorKind::Plugin | ErrorKind::ConnectionTest | ErrorKind::Caller => 400,
        _ => 500,
    }
}

impl ReplyContext<'_> {
    /// Writes the reply to a run that took `duration` and had this outcome. This takes the log of the run.
    pub fn reply(&self, outcome: Result<StepOutput>, duration: Duration) -> Reply {
        match outcome {
            Ok(output) => {
                Reply { status: self.success_status(&output), body: self.success(output), duration }
            }
            Err(error) => Reply { status: status(&error), body: self.failure(&error), duration },
        }
    }

    fn success_status(&self, output: &StepOutput) -> u16 {
        if self.kind == Some(MessageKind::ConnectionTest) && output.json == b"null" { 204 } else { 200 }
    }

    /// Writes the keys by hand in their order, since every successful run needs this.
    fn success(&self, output: StepOutput) -> Vec<u8> {
        let StepOutput { json, page } = output;
        let (log, meta) = (self.run.log.take(), &*self.run.meta);
        let mut body = Vec::with_capacity(json.len() + log.len() + meta.len() + 128);
        body.extend_from_slice(b"{\"body\":{");
        if let Some(page) = page {
            self.push_page(&mut body, page);
        }
        body.extend_from_slice(b"\"log\":");
        push_string(&mut body, &log);
        body.extend_from_slice(b",\"meta\":");
        body.extend_from_slice(meta.as_bytes());
        body.extend_from_slice(b",\"output\":");
        body.extend_from_slice(&json);
        self.end(body, "ok")
    }

    /// Appends what a task returns besides its output. A key is missing if the task does not set it.
    fn push_page(&self, body: &mut Vec<u8>, page: PageMeta) {
        let mut push = |key: &str, text: Option<Vec<u8>>| {
            if let Some(text) = text {
                push_string(body, key);
                body.push(b':');
                body.extend_from_slice(&text);
                body.push(b',');
            }
        };
        // A successful reply contains an error only if the error has a cause.
        let exception = page.error.filter(PluginError::is_explained).and_then(|error| self.exception(&error));
        push("exception", exception.map(|exception| exception.to_string().into_bytes()));
        push("has_more_pages", page.has_more_pages.map(|more| more.to_string().into_bytes()));
        push("state", page.state);
        push("status_code", page.status_code.map(|status| status.to_string().into_bytes()));
    }

    fn redact(&self, text: &str) -> String {
        self.run.redact(text).into_owned()
    }

    /// Appends the rest of the envelope after output or meta.
    fn end(&self, mut body: Vec<u8>, status: &str) -> Vec<u8> {
        let event = self.kind.map_or("null", MessageKind::event);
        for part in [",\"status\":\"", status, "\"},\"type\":", event, ",\"version\":\"v1\"}\n"] {
            body.extend_from_slice(part.as_bytes());
        }
        body
    }

    fn failure(&self, error: &PluginError) -> Vec<u8> {
        let mut fields = vec![("error", Value::from(self.redact(&format!("{error:#}"))))];
        if let Some(exception) = self.exception(error) {
            fields.push(("exception", exception));
        }
        fields.push(("log", self.run.log.take().into()));
        if let Some((info, input)) = self.metrics {
            let redact = |text: &str| self.redact(text);
            fields.push(("metrics", crate::cloud::metrics(info, &self.run.meta, input, error, &redact)));
        }
        let mut body = b"{\"body\":{".to_vec();
        for (key, value) in fields {
            push_string(&mut body, key);
            body.push(b':');
            body.extend_from_slice(value.to_string().as_bytes());
            body.push(b',');
        }
        body.extend_from_slice(b"\"meta\":");
        body.extend_from_slice(self.run.meta.as_bytes());
        self.end(body, "error")
    }

    /// The object `exception`: for every error with a cause, and in a test for every error.
    fn exception(&self, error: &PluginError) -> Option<Value> {
        if error.is_explained() {
            let mut exception = json!({
                "assistance": self.redact(error.assistance()),
                "cause": self.redact(error.cause()),
                "data": self.redact(&error.data()),
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
                "data": self.redact(&format!("{error:#}")),
            })
        })
    }
}

/// Appends `text` as a JSON string.
fn push_string(body: &mut Vec<u8>, text: &str) {
    // A string can always be written as JSON, and writing to a `Vec` cannot fail.
    let _ = serde_json::to_writer(body, text);
}
