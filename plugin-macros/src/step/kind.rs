//! What distinguishes actions, triggers and tasks from each other.

use crate::settings::Key;

/// A kind of step.
pub struct StepKind {
    /// The name of the attribute: `action`.
    pub name: &'static str,
    /// The noun in messages: `an action`.
    pub noun: &'static str,
    pub keys: &'static [Key],
    /// The return type of a step without output.
    pub empty: &'static str,
    /// Whether it may take a state and a configuration.
    pub has_state: bool,
    /// Whether it sends its output as events.
    pub has_events: bool,
}
