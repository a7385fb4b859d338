//! Writes replies.

use super::MessageKind;
use crate::plugin::Info;
use crate::step::{PageMeta, StepOutput};
use plugin_run::Run;
use plugin_schema::error::{ErrorKind, PluginError, Result};
use serde_json::{Value, json};

/// What a reply carries beside the outcome of its run.
pub struct ReplyContext<'a> {
    /// The kind of the message; `None` if it is unknown.
    pub kind: Option<MessageKind>,
    pub run: &'a Run,
    /// The frontend was asked for a test, not for a run.
    pub is_test: bool,
    /// For the metrics of an error in the cloud: the plugin, and the input as text.
    pub metrics: Option<(&'a Info, &'a str)>,
}

/// A reply: the envelope, and how the run ended.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status: 200, 204 where a connection test returned nothing, 400 where the caller can correct the mistake, or 500.
    pub status: u16,
    /// The envelope, JSON with a line feed at its end.
    pub body: Vec<u8>,
}

fn status(error: &PluginError) -> u16 {
    match error.kind() {
        ErrorKind::Plugin | ErrorKind::ConnectionTest | ErrorKind::Caller => 400,
        _ => 500,
    }
}

impl ReplyContext<'_> {
    /// The reply to a run with this outcome. It takes the log of the run.
    pub fn reply(&self, outcome: Result<StepOutput>) -> Reply {
        match outcome {
            Ok(output) => Reply { status: self.success_status(&output), body: self.success(output) },
            Err(error) => Reply { status: status(&error), body: self.failure(&error) },
        }
    }

    fn success_status(&self, output: &StepOutput) -> u16 {
        if self.kind == Some(MessageKind::ConnectionTest) && output.json == b"null" { 204 } else { 200 }
    }

    /// Written by hand in the order of the keys, since every run comes by here.
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

    /// What a task returns beside its output. Each key is there only if the task sets it.
    fn push_page(&self, body: &mut Vec<u8>, page: PageMeta) {
        let mut push = |key: &str, text: Option<Vec<u8>>| {
            if let Some(text) = text {
                push_string(body, key);
                body.push(b':');
                body.extend_from_slice(&text);
                body.push(b',');
            }
        };
        // An error without a cause of its own does not show in a success.
        let exception = page.error.filter(PluginError::is_explained).and_then(|error| self.exception(&error));
        push("exception", exception.map(|exception| exception.to_string().into_bytes()));
        push("has_more_pages", page.has_more_pages.map(|more| more.to_string().into_bytes()));
        push("state", page.state);
        push("status_code", page.status_code.map(|status| status.to_string().into_bytes()));
    }

    fn redact(&self, text: &str) -> String {
        self.run.redact(text).into_owned()
    }

    /// The rest of an envelope: what comes behind output or meta.
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

    /// A failure that the plugin explains always has one; in a test every failure has.
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
    // A string always has a JSON text, and a Vec takes all of it.
    let _ = serde_json::to_writer(body, text);
}
