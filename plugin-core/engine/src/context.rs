//! Gives a step access to its run.

use jiff::Timestamp;
use plugin_run::Run;
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// The run of a step: request ID, deadline, clock. A step gets it as its last argument, `context: &Context`.
///
/// ```
/// use plugin_core::{Context, Result, action};
///
/// /// Log the remaining time
/// #[action]
/// async fn remaining(context: &Context) -> Result<()> {
///     tracing::info!("{} seconds left, meta {}", context.remaining().as_secs(), context.meta().get());
///     Ok(())
/// }
/// ```
pub struct Context {
    pub(crate) run: Arc<Run>,
    pub(crate) meta: Box<RawValue>,
    pub(crate) input: Box<RawValue>,
}

impl Context {
    /// The ID of the request: the `X-Request-ID` of the caller, or a random one.
    pub fn request_id(&self) -> &str {
        &self.run.id
    }

    /// The `meta` of the message, e.g. the IDs of the workflow. The reply contains it unchanged.
    pub fn meta(&self) -> &RawValue {
        &self.meta
    }

    /// The input as the caller sent it, with unknown keys and with numbers of any length.
    pub fn input(&self) -> &RawValue {
        &self.input
    }

    /// The current time, or the time that a test has set. Displays as RFC 3339.
    pub fn now(&self) -> Timestamp {
        self.run.clock.now()
    }

    /// Spawns a future like `tokio::spawn`, but as a part of the run: its lines are in the log of the run, with secrets masked.
    /// The future continues after the run has ended. From then on its lines go to stderr only.
    ///
    /// ```
    /// use plugin_core::{Context, PluginError, Result, action};
    ///
    /// /// Do two things concurrently
    /// #[action]
    /// async fn both(context: &Context) -> Result<()> {
    ///     let other = context.spawn(async { tracing::info!("the other") });
    ///     tracing::info!("the one");
    ///     other.await.map_err(PluginError::server)
    /// }
    /// # fn main() { let _ = both; }
    /// ```
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let run = Arc::clone(&self.run);
        tokio::spawn(async move { run.scope(future).await })
    }

    /// Sleeps for a duration. In a test with a `testing::Harness` this advances the clock and returns at once, unlike
    /// `tokio::time::sleep`. In the loop of a trigger use `Events::sleep`, which ends when the trigger is stopped.
    ///
    /// ```
    /// use plugin_core::{Context, Result, action};
    /// use std::time::Duration;
    ///
    /// /// Check again in a minute
    /// #[action]
    /// async fn poll(context: &Context) -> Result<()> {
    ///     context.sleep(Duration::from_secs(60)).await;
    ///     Ok(())
    /// }
    /// # fn main() { let _ = poll; }
    /// ```
    pub async fn sleep(&self, duration: Duration) {
        self.run.clock.sleep_or_advance(duration).await;
    }

    /// The time at which the engine stops the run.
    pub fn deadline(&self) -> Instant {
        self.run.deadline
    }

    /// The time left until the deadline. Zero if it has passed.
    pub fn remaining(&self) -> Duration {
        self.run.remaining()
    }
}

/// Prints the request ID and the remaining time, and nothing of the message.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request_id", &self.run.id)
            .field("remaining", &self.remaining())
            .finish_non_exhaustive()
    }
}
