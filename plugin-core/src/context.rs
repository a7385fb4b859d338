//! What a step may ask about its run.

use serde_json::value::RawValue;
use std::fmt;
use std::time::{Duration, Instant};

/// The run that a step works for. A step that takes `context: &Context` as its last argument gets it.
///
/// ```
/// use plugin_core::{Context, Result, action};
///
/// /// Say how much time is left
/// #[action]
/// async fn remaining(context: &Context) -> Result<()> {
///     tracing::info!("{} seconds left, meta {}", context.remaining().as_secs(), context.meta().get());
///     Ok(())
/// }
/// ```
pub struct Context {
    pub(crate) request_id: String,
    pub(crate) meta: Box<RawValue>,
    pub(crate) input: Box<RawValue>,
    pub(crate) deadline: Instant,
}

impl Context {
    /// Identifies the request: the caller's `X-Request-ID`, empty if it sent none.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// What the caller sent as `meta`, e.g. the IDs of the workflow. Handed back unchanged.
    pub fn meta(&self) -> &RawValue {
        &self.meta
    }

    /// The input as it came, with the keys that the step does not know and numbers of any length.
    pub fn input(&self) -> &RawValue {
        &self.input
    }

    /// When the run is stopped, whatever it is doing.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// How long until then; zero if it is past.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// Prints which run it is, not what was sent with it.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request_id", &self.request_id)
            .field("remaining", &self.remaining())
            .finish_non_exhaustive()
    }
}
