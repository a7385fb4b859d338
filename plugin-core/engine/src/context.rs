//! What a step may ask about its run.

use jiff::Timestamp;
use plugin_run::Run;
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

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
    pub(crate) run: Arc<Run>,
    pub(crate) meta: Box<RawValue>,
    pub(crate) input: Box<RawValue>,
}

impl Context {
    /// Identifies the request: the caller's `X-Request-ID`, or one made here.
    pub fn request_id(&self) -> &str {
        &self.run.id
    }

    /// What the caller sent as `meta`, e.g. the IDs of the workflow. Handed back unchanged.
    pub fn meta(&self) -> &RawValue {
        &self.meta
    }

    /// The input as it came, with the keys that the step does not know and numbers of any length.
    pub fn input(&self) -> &RawValue {
        &self.input
    }

    /// What time it is; in a test, what the test says. Prints as RFC 3339.
    pub fn now(&self) -> Timestamp {
        self.run.clock.now()
    }

    /// Lets `future` work beside the step, as `tokio::spawn` does, but as a part of its run: what it logs is in the run's log,
    /// without the run's secrets. What still works when the run has ended goes on, and its lines go to stderr only.
    ///
    /// ```
    /// use plugin_core::{Context, PluginError, Result, action};
    ///
    /// /// Do two things at once
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

    /// Waits. In a test with a `testing::Harness` the clock is moved on and the wait takes no time, unlike that
    /// of `tokio::time::sleep`. The loop of a trigger waits with `Events::sleep`, which ends when the trigger is told to end.
    ///
    /// ```
    /// use plugin_core::{Context, Result, action};
    /// use std::time::Duration;
    ///
    /// /// Look again in a minute
    /// #[action]
    /// async fn patient(context: &Context) -> Result<()> {
    ///     context.sleep(Duration::from_secs(60)).await;
    ///     Ok(())
    /// }
    /// # fn main() { let _ = patient; }
    /// ```
    pub async fn sleep(&self, duration: Duration) {
        self.run.clock.sleep_or_advance(duration).await;
    }

    /// When the run is stopped, whatever it is doing.
    pub fn deadline(&self) -> Instant {
        self.run.deadline
    }

    /// How long until then; zero if it is past.
    pub fn remaining(&self) -> Duration {
        self.run.remaining()
    }
}

/// Prints which run it is, not what was sent with it.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request_id", &self.run.id)
            .field("remaining", &self.remaining())
            .finish_non_exhaustive()
    }
}
