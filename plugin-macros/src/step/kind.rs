//! What distinguishes actions, triggers and tasks from each other.

use crate::settings::Key;

/// A kind of step: what it is called in messages and in code.
pub struct StepKind {
    /// `action`, of `#[action]`.
    pub name: &'static str,
    /// `an action`
    pub a: &'static str,
    pub keys: &'static [Key],
    /// What is written when there is no output.
    pub empty: &'static str,
    /// Whether a state and a configuration may be asked for.
    pub has_state: bool,
    /// Whether its output goes out as events.
    pub has_events: bool,
}
