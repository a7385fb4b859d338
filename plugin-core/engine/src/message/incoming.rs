//! Parses messages.

use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// The maximum nesting of a message.
const MAX_DEPTH: usize = 256;

/// The end of the reason for a message that is not an envelope.
const HINT: &str = "The command `sample` prints an example message.";

/// The message has no valid envelope, so the reply has none either. Displays the reason.
#[derive(Debug)]
pub struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value as unparsed text. `None` if the key is missing, but not if the value is null.
#[derive(Clone, Copy, Default)]
struct Raw<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw)))
    }
}

impl<'a> Raw<'a> {
    fn text(self) -> Option<&'a str> {
        self.0.map(RawValue::get)
    }

    /// The value, if it is a string.
    fn string(self) -> Option<Cow<'a, str>> {
        let text = self.text()?;
        let inside = text.strip_prefix('"')?.strip_suffix('"')?;
        match inside.contains('\\') {
            false => Some(Cow::Borrowed(inside)),
            true => serde_json::from_str(text).ok().map(Cow::Owned),
        }
    }
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Envelope<'a> {
    #[serde(default)]
    version: Raw<'a>,
    #[serde(default, rename = "type")]
    kind: Raw<'a>,
    body: Body<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Body<'a> {
    #[serde(default)]
    action: Raw<'a>,
    #[serde(default)]
    trigger: Raw<'a>,
    #[serde(default)]
    task: Raw<'a>,
    #[serde(default)]
    meta: Raw<'a>,
    #[serde(default)]
    input: Raw<'a>,
    #[serde(default)]
    connection: Raw<'a>,
    #[serde(default)]
    state: Raw<'a>,
    #[serde(default)]
    custom_config: Raw<'a>,
    #[serde(default)]
    dispatcher: Raw<'a>,
}

impl Body<'_> {
    /// Whether the body is an array, which serde accepts for a struct. In an array no colon precedes a value.
    fn is_array(&self, text: &str) -> bool {
        let values =
            [self.action, self.trigger, self.task, self.meta, self.input, self.connection, self.state];
        match values.iter().find_map(|value| value.text()) {
            Some(value) => {
                let at = value.as_ptr() as usize - text.as_ptr() as usize;
                !text[..at].trim_ascii_end().ends_with(':')
            }
            None => json::read::<Whole>(text).is_err(),
        }
    }
}

/// Checks the form of an envelope.
#[derive(Deserialize)]
#[serde(rename = "Envelope")]
#[allow(dead_code)]
struct Whole {
    body: HashMap<String, IgnoredAny>,
}

/// The type of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// `action_start`
    Action,
    /// `trigger_start`
    Trigger,
    /// `task_start`
    Task,
    /// `connection_test`
    ConnectionTest,
}

impl MessageKind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "action_start" => Some(Self::Action),
            "trigger_start" => Some(Self::Trigger),
            "task_start" => Some(Self::Task),
            "connection_test" => Some(Self::ConnectionTest),
            _ => None,
        }
    }

    /// The type of the reply, in quotes.
    pub fn event(self) -> &'static str {
        match self {
            Self::Action => r#""action_event""#,
            Self::Trigger => r#""trigger_event""#,
            Self::Task => r#""task_event""#,
            Self::ConnectionTest => r#""connection_test""#,
        }
    }

    /// The kind with its article.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Action => "an action",
            Self::Trigger => "a trigger",
            Self::Task => "a task",
            Self::ConnectionTest => "a connection test",
        }
    }

    /// The key under which the body names the step.
    pub fn key(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Trigger => "trigger",
            Self::Task => "task",
            Self::ConnectionTest => "connection",
        }
    }
}

/// A well-formed message. [`Message::check`] checks its type, version and name.
pub struct Message<'a> {
    envelope: Envelope<'a>,
    kind: Option<MessageKind>,
}

impl<'a> Message<'a> {
    /// Parses the envelope. Input and connection stay unparsed. A byte order mark, which some editors write, is ignored (RFC 8259).
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed("The message is not UTF-8.".into()))?;
        if text.trim_ascii().is_empty() {
            return Err(Malformed(format!("The message is empty. {HINT}")));
        }
        if nested_deeper(bytes, MAX_DEPTH) {
            return Err(Malformed(format!("The message is nested deeper than {MAX_DEPTH} levels.")));
        }
        // Serde accepts an array for a struct, but a message must be an object.
        match (serde_json::from_str::<Envelope<'_>>(text), text.trim_ascii_start().starts_with('{')) {
            (Ok(envelope), true) if !envelope.body.is_array(text) => Self::with_meta_checked(envelope),
            (Err(error), _) if !error.is_data() => {
                Err(Malformed(format!("The message is not JSON: {error}.")))
            }
            _ => Err(Malformed(explain(text))),
        }
    }

    /// Checks that meta is an object or null.
    fn with_meta_checked(envelope: Envelope<'a>) -> Result<Self, Malformed> {
        match envelope.body.meta.text().map(str::as_bytes) {
            None | Some([b'{', ..] | b"null") => {
                Ok(Self { kind: envelope.kind.string().and_then(|name| MessageKind::of(&name)), envelope })
            }
            Some(_) => Err(Malformed("The key \"meta\" must be an object.".into())),
        }
    }

    /// The type of the message. `None` if it is unknown.
    pub fn kind(&self) -> Option<MessageKind> {
        self.kind
    }

    /// The name of the step, which the body has under the key of `kind`.
    pub fn name(&self, kind: MessageKind) -> Option<Cow<'a, str>> {
        let body = &self.envelope.body;
        match kind {
            MessageKind::Action => body.action,
            MessageKind::Trigger => body.trigger,
            MessageKind::Task => body.task,
            MessageKind::ConnectionTest => return None,
        }
        .string()
    }

    /// The meta as text, `{}` if there is none.
    pub fn meta(&self) -> &'a str {
        self.envelope.body.meta.text().unwrap_or("{}")
    }

    /// The input as text, `{}` if there is none.
    pub fn input(&self) -> &'a str {
        self.envelope.body.input.text().unwrap_or("{}")
    }

    /// The parameters of the connection as text, `{}` if there are none.
    pub fn connection(&self) -> &'a str {
        self.envelope.body.connection.text().unwrap_or("{}")
    }

    /// The state of a task as text, if one was sent.
    pub fn state(&self) -> Option<&'a str> {
        self.envelope.body.state.text()
    }

    /// The configuration of a task as text, `{}` if there is none.
    pub fn config(&self) -> &'a str {
        self.envelope.body.custom_config.text().unwrap_or("{}")
    }

    /// The dispatcher of a trigger as text, `{}` if there is none.
    pub fn dispatcher(&self) -> &'a str {
        self.envelope.body.dispatcher.text().unwrap_or("{}")
    }

    /// Checks type, version and name.
    ///
    /// # Errors
    /// A caller error for the first check that fails, in the order of the Python runtime.
    pub fn check(&self) -> Result<MessageKind> {
        let Some(kind) = self.kind else {
            let found = self.envelope.kind.text().unwrap_or("missing");
            return Err(PluginError::caller(format_args!(
                "The message type is {found}, but must be action_start, trigger_start, task_start or connection_test."
            )));
        };
        match self.envelope.version.text() {
            Some("\"v1\"") => {}
            Some(found) => {
                return Err(PluginError::caller(format_args!(
                    "The message version is {found}, but must be \"v1\"."
                )));
            }
            None => {
                return Err(PluginError::caller("The message has no version; it must be \"v1\"."));
            }
        }
        match kind {
            MessageKind::ConnectionTest => Ok(kind),
            _ if self.name(kind).is_some() => Ok(kind),
            _ => Err(Self::missing_name_error(kind)),
        }
    }

    /// The error for a body that does not name its step.
    pub fn missing_name_error(kind: MessageKind) -> PluginError {
        let key = kind.key();
        PluginError::caller(format_args!(
            "The body of the message must name the {key}: a string under the key \"{key}\"."
        ))
    }
}

/// Describes the error of an envelope to the sender, who does not know serde.
fn explain(text: &str) -> String {
    match json::read::<Whole>(text) {
        Ok(_) => "The message has a key twice.".to_owned(),
        Err(error) => format!("The message is not an envelope: {error}. {HINT}"),
    }
}

/// Whether brackets outside of strings are nested deeper than `limit`. A short text cannot be.
fn nested_deeper(text: &[u8], limit: usize) -> bool {
    if text.len() < 2 * limit {
        return false;
    }
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_within_strings_do_not_nest() {
        let quoted = format!(r#"{{"a":"\"{}"}}"#, "[".repeat(600));
        assert!(!nested_deeper(quoted.as_bytes(), MAX_DEPTH));
        assert!(nested_deeper("[".repeat(600).as_bytes(), MAX_DEPTH));
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        let text = "\u{feff}{\"version\": \"v1\", \"type\": \"connection_test\", \"body\": {}}";
        let message = Message::parse(text.as_bytes());
        assert_eq!(message.ok().and_then(|message| message.kind()), Some(MessageKind::ConnectionTest));
    }

    #[test]
    fn an_invalid_envelope_is_explained() {
        let parse_error =
            |text: &str| Message::parse(text.as_bytes()).err().map(|error| error.to_string()).unwrap();
        let not_envelope = |reason: &str| format!("The message is not an envelope: {reason}. {HINT}");
        assert_eq!(parse_error(""), "The message is empty. The command `sample` prints an example message.");
        assert_eq!(parse_error("hello"), "The message is not JSON: expected value at line 1 column 1.");
        assert_eq!(parse_error("[1]"), not_envelope("expected an object, found an array"));
        assert_eq!(parse_error("{}"), not_envelope("the required field \"body\" is missing"));
        assert_eq!(
            parse_error(r#"{"body":5}"#),
            not_envelope("/body: expected an object, found a whole number")
        );
        assert_eq!(parse_error(r#"{"body":{"meta":"x"}}"#), "The key \"meta\" must be an object.");
        for body in ["[]", r#"["echo",null]"#, r#"[ {} ]"#] {
            let text = parse_error(&format!(r#"{{"type":"action_start","body":{body}}}"#));
            assert_eq!(text, not_envelope("/body: expected an object, found an array"));
        }
        assert_eq!(parse_error(r#"{"body":{"input":{},"input":{}}}"#), "The message has a key twice.");
    }
}
