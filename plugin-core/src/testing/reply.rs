//! Gives a test access to the reply of a step.

use serde_json::Value;

/// The reply of a step, as a caller receives it.
#[derive(Clone, Debug)]
pub struct StepReply {
    pub(super) status: u16,
    pub(super) envelope: Value,
}

impl StepReply {
    /// The HTTP status: 200, 400 or 500.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The whole reply: body, type and version.
    pub fn envelope(&self) -> &Value {
        &self.envelope
    }

    /// The output.
    ///
    /// # Panics
    /// If the step failed. The message contains the reply.
    #[track_caller]
    pub fn output(&self) -> &Value {
        assert!(self.status == 200, "the step failed: {:#}", self.envelope["body"]);
        &self.envelope["body"]["output"]
    }

    /// The state that the next run of a task receives.
    ///
    /// # Panics
    /// If the step failed. The message contains the reply.
    #[track_caller]
    pub fn state(&self) -> &Value {
        assert!(self.status == 200, "the step failed: {:#}", self.envelope["body"]);
        &self.envelope["body"]["state"]
    }

    /// Whether a task has more pages.
    pub fn has_more_pages(&self) -> bool {
        self.envelope["body"]["has_more_pages"] == true
    }

    /// The log lines of the step.
    pub fn log(&self) -> &str {
        self.envelope["body"]["log"].as_str().unwrap_or_default()
    }

    /// The error message of the step.
    ///
    /// # Panics
    /// If the step did not fail. The message contains the reply.
    #[track_caller]
    pub fn error(&self) -> &str {
        match self.envelope["body"]["error"].as_str() {
            Some(error) => error,
            None => panic!("the step did not fail: {:#}", self.envelope["body"]),
        }
    }

    /// The name of the preset of the error. A successful page of a task can have one too.
    pub fn preset(&self) -> Option<&str> {
        self.envelope["body"]["exception"]["preset"].as_str()
    }
}
