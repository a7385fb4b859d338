//! What a step has answered.

use serde_json::Value;

/// The answer of a step, as a caller gets it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) envelope: Value,
}

impl Answer {
    /// The HTTP status: 200, 400 or 500.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The whole answer: body, type and version.
    pub fn envelope(&self) -> &Value {
        &self.envelope
    }

    /// The output.
    ///
    /// # Panics
    /// If the step has failed; the message says why.
    #[track_caller]
    pub fn output(&self) -> &Value {
        assert!(self.status == 200, "the step failed: {:#}", self.envelope["body"]);
        &self.envelope["body"]["output"]
    }

    /// The state with which a task goes on.
    ///
    /// # Panics
    /// If the step has failed; the message says why.
    #[track_caller]
    pub fn state(&self) -> &Value {
        assert!(self.status == 200, "the step failed: {:#}", self.envelope["body"]);
        &self.envelope["body"]["state"]
    }

    /// Whether a task says that there is more.
    pub fn has_more_pages(&self) -> bool {
        self.envelope["body"]["has_more_pages"] == true
    }

    /// The lines that the step has logged.
    pub fn log(&self) -> &str {
        self.envelope["body"]["log"].as_str().unwrap_or_default()
    }

    /// Why the step has failed, in one line.
    ///
    /// # Panics
    /// If it has not failed; the message shows the output.
    #[track_caller]
    pub fn error(&self) -> &str {
        match self.envelope["body"]["error"].as_str() {
            Some(error) => error,
            None => panic!("the step did not fail: {:#}", self.envelope["body"]),
        }
    }

    /// The name of the preset with which the step has failed, or that stands beside the state of a task.
    pub fn preset(&self) -> Option<&str> {
        self.envelope["body"]["exception"]["preset"].as_str()
    }
}
