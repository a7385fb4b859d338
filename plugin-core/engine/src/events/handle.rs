//! Gives the function of a trigger its events and its state.

use super::context::TriggerContext;
use super::saved_state::{LoadedState, SavedState};
use crate::step::Output;
use futures_util::future::BoxFuture;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Sends the events of a trigger, of type `O`, and stores its state.
///
/// [`Events::send`] and [`Events::sleep`] fail when the trigger is stopped. With `?` after each call the loop ends, and the run
/// counts as a success.
///
/// ```
/// use plugin_core::{Events, Result, Schema, trigger};
/// use serde::{Deserialize, Serialize};
/// use std::time::Duration;
///
/// #[derive(Serialize, Schema)]
/// struct NewUser {
///     /// ID of the user
///     id: u64,
/// }
///
/// #[derive(Default, Serialize, Deserialize)]
/// struct Seen {
///     last: u64,
/// }
///
/// /// Send an event for each new user
/// #[trigger]
/// async fn new_user(events: Events<NewUser>) -> Result<()> {
///     let mut seen: Seen = events.load_state()?;
///     loop {
///         seen.last += 1;
///         events.commit([NewUser { id: seen.last }], &seen).await?;
///         events.sleep(Duration::from_secs(60)).await?;
///     }
/// }
/// # fn main() { let _ = new_user; }
/// ```
pub struct Events<O> {
    context: Arc<TriggerContext>,
    /// Validates an event and writes it as JSON text. Since this field needs the bounds of `O`, no method has them, and the compiler
    /// reports a missing derive once.
    write: fn(&O) -> Result<Vec<u8>>,
}

impl<O: Output> Events<O> {
    pub(super) fn new(context: Arc<TriggerContext>) -> Self {
        Self { context, write: write_event }
    }
}

/// A trigger can pass a clone to a task that it spawns.
impl<O> Clone for Events<O> {
    fn clone(&self) -> Self {
        Self { context: Arc::clone(&self.context), write: self.write }
    }
}

impl<O> Events<O> {
    /// Sends an event. Returns when the dispatcher has accepted it, or when it is stored on disk and will be sent in its order, at
    /// the next start at the latest. If the dispatcher rejects the event (a status from 400 to 499 except 408, 425 and 429), it
    /// becomes a dead letter, which the command `events` retries or drops.
    ///
    /// No event is lost without an error, but an event may arrive twice. It then has the same `Idempotency-Key`. If the process is
    /// killed after `send` and before `save_state`, the trigger may send the same data as a new event with a new key.
    /// [`Events::commit`] prevents this.
    ///
    /// # Errors
    /// A server error if the event cannot be written or if the disk or the spool is full. CONNECTION_ERROR if the trigger has no
    /// ID, so that nothing is stored, and the dispatcher rejects the event or does not accept it within a minute. An error that
    /// ends the run as a success if the trigger is stopped.
    pub async fn send(&self, event: O) -> Result<()> {
        self.context.send((self.write)(&event)?).await
    }

    /// Sends events and saves a state atomically. If the process is killed meanwhile, the next start has either the old state and
    /// sends none of the events, or it has the new state and sends all of them. An event may still arrive twice, with the same
    /// `Idempotency-Key`. Without events this saves the state.
    ///
    /// A trigger without an ID stores nothing: it sends the events one after the other and saves no state.
    ///
    /// # Errors
    /// The errors of [`Events::send`] and [`Events::save_state`].
    // The returned type does not contain the types of the arguments, so the compiler reports a wrong one once.
    pub fn commit<S: SavedState>(
        &self,
        events: impl IntoIterator<Item = O>,
        state: &S,
    ) -> BoxFuture<'_, Result<()>> {
        let outputs = events.into_iter().map(|event| (self.write)(&event)).collect::<Result<Vec<_>>>();
        let (context, state) = (&self.context, write_state(state));
        Box::pin(async move { context.commit(outputs?, state?).await })
    }

    /// Sleeps for a duration, and sends pending events meanwhile.
    ///
    /// # Errors
    /// An error that ends the run as a success if the trigger is stopped.
    pub async fn sleep(&self, duration: Duration) -> Result<()> {
        self.context.sleep(duration).await
    }

    /// Whether the state is stored on disk. This requires a `triggerId` in the meta of the message.
    pub fn has_state(&self) -> bool {
        self.context.has_state()
    }

    /// Loads the last saved state. Returns the default if there is none.
    ///
    /// # Errors
    /// A server error if the file cannot be read as an `S`.
    pub fn load_state<S: LoadedState>(&self) -> Result<S> {
        self.context.load()
    }

    /// Saves a state atomically. A trigger without an ID saves nothing. For a state that depends on events prefer
    /// [`Events::commit`].
    ///
    /// # Errors
    /// A server error if the file cannot be written.
    pub fn save_state<S: SavedState>(&self, state: &S) -> Result<()> {
        self.context.save(write_state(state)?)
    }

    /// The URL of the dispatcher.
    pub fn url(&self) -> &str {
        &self.context.url
    }

    /// The webhook URL that the API can call. Empty if the message has none.
    pub fn webhook_url(&self) -> &str {
        &self.context.webhook_url
    }
}

/// Validates an event and writes it as JSON text.
fn write_event<O: Output>(event: &O) -> Result<Vec<u8>> {
    if let Some((field, violation)) = event.validate(false) {
        return Err(PluginError::server(format_args!("The event is invalid: {field} {violation}.")));
    }
    let mut text = Vec::new();
    json::write(event, &mut text).map_err(|error| {
        PluginError::server(format_args!("The event cannot be written as JSON: {error}."))
    })?;
    Ok(text)
}

fn write_state<S: Serialize>(state: &S) -> Result<Vec<u8>> {
    serde_json::to_vec(state)
        .map_err(|error| PluginError::server(format_args!("The state cannot be written as JSON: {error}.")))
}

impl<O> fmt::Debug for Events<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({})", self.context.url)
    }
}
