//! What a trigger's function is given to send its events with.

use super::context::TriggerContext;
use crate::step::Output;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// The way out of a trigger, whose events are `O`.
///
/// Sending and sleeping fail when the trigger is told to end; with `?` behind each a loop needs no flag of its own, and
/// ending so counts as success.
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
/// /// Tell of each new user
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
    event: PhantomData<fn(O)>,
}

impl<O> Events<O> {
    pub(crate) fn new(context: Arc<TriggerContext>) -> Self {
        Self { context, event: PhantomData }
    }
}

/// A trigger hands a clone to what works beside its loop.
impl<O> Clone for Events<O> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.context))
    }
}

impl<O: Output> Events<O> {
    /// Sends an event; done when it is safe: the dispatcher has it, or it is kept on disk and sent in its turn, if need be at
    /// the next start. If the dispatcher refuses it for good (a status of 400 to 499 but for 408, 425 and 429), it is kept until
    /// somebody retries or drops it with the command `events`.
    ///
    /// None is lost without an error, but one may arrive twice. It has the same `Idempotency-Key` then, unless the process was
    /// killed before a state was saved and the trigger sends it once more: for that it is a new event. [`Events::commit`] has no
    /// such gap.
    ///
    /// # Errors
    /// The server's if the event cannot be written, or if nothing more can be kept; CONNECTION_ERROR if the trigger has no ID,
    /// so that nothing is kept, and the dispatcher has not taken the event within a minute or has refused it; and what ends a
    /// trigger when it is told to end.
    pub async fn send(&self, event: O) -> Result<()> {
        self.context.send(written(&event)?).await
    }

    /// Sends events and saves a state, both or neither: when this has begun and the process is killed, at the next start either
    /// the state is the old one and none of the events is sent, or it is the new one and each of them is. An event may still
    /// arrive twice, then with the same `Idempotency-Key`. Without events it saves the state.
    ///
    /// Without an ID nothing is kept: the events are sent one after the other, and no state is saved.
    ///
    /// # Errors
    /// Those of [`Events::send`] and of [`Events::save_state`].
    pub async fn commit<S: Serialize>(&self, events: impl IntoIterator<Item = O>, state: &S) -> Result<()> {
        let outputs = events.into_iter().map(|event| written(&event)).collect::<Result<Vec<_>>>()?;
        self.context.commit(outputs, state_text(state)?).await
    }

    /// Waits.
    ///
    /// # Errors
    /// What ends a trigger when it is told to end.
    pub async fn sleep(&self, duration: Duration) -> Result<()> {
        self.context.sleep(duration).await
    }

    /// Whether what is saved is there again at the next start: only with an ID in the caller's meta.
    pub fn has_state(&self) -> bool {
        self.context.has_state()
    }

    /// What was saved last, or the default if there is nothing.
    ///
    /// # Errors
    /// The server's, if the file cannot be read as an `S`.
    pub fn load_state<S: DeserializeOwned + Default>(&self) -> Result<S> {
        self.context.load()
    }

    /// Saves a state: whole or not at all. Without an ID nothing is saved. A state that goes with events is better saved with
    /// them, by [`Events::commit`].
    ///
    /// # Errors
    /// The server's, if the file cannot be written.
    pub fn save_state<S: Serialize>(&self, state: &S) -> Result<()> {
        self.context.save(state_text(state)?)
    }

    /// Where the events go.
    pub fn url(&self) -> &str {
        &self.context.url
    }

    /// Where the API may call, if the caller said so; empty if not.
    pub fn webhook_url(&self) -> &str {
        &self.context.webhook_url
    }
}

/// The JSON text of an event.
fn written<O: Output>(event: &O) -> Result<Vec<u8>> {
    if let Some((field, violation)) = event.validate(false) {
        return Err(PluginError::server(format_args!("The event is invalid: {field} {violation}.")));
    }
    let mut text = Vec::new();
    json::write(event, &mut text)
        .map_err(|error| PluginError::server(format_args!("The event cannot be written: {error}.")))?;
    Ok(text)
}

fn state_text<S: Serialize>(state: &S) -> Result<Vec<u8>> {
    serde_json::to_vec(state)
        .map_err(|error| PluginError::server(format_args!("The state cannot be written: {error}.")))
}

impl<O> fmt::Debug for Events<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({})", self.context.url)
    }
}
