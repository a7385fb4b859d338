//! What a trigger's function is given to send its events with.

use super::Channel;
use crate::error::{PluginError, Result};
use crate::json;
use crate::step::Output;
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
///         events.send(NewUser { id: seen.last }).await?;
///         events.save_state(&seen)?;
///         events.sleep(Duration::from_secs(60)).await?;
///     }
/// }
/// # fn main() { let _ = new_user; }
/// ```
pub struct Events<O> {
    channel: Arc<Channel>,
    event: PhantomData<fn(O)>,
}

impl<O> Events<O> {
    pub(crate) fn new(channel: Arc<Channel>) -> Self {
        Self { channel, event: PhantomData }
    }
}

impl<O: Output> Events<O> {
    /// Sends an event; done when it is safe: the dispatcher has it, or it is kept on disk and sent in its turn, if need be at
    /// the next start. An event may arrive twice, then with the same `Idempotency-Key`, but none is lost without an error.
    ///
    /// # Errors
    /// The server's if the event cannot be written, or if nothing more can be kept; CONNECTION_ERROR if the trigger has no ID,
    /// so that nothing is kept, and the dispatcher has not taken the event within a minute; and what ends a trigger when it
    /// is told to end.
    pub async fn send(&self, event: O) -> Result<()> {
        if let Some((field, fault)) = event.first_fault(false) {
            return Err(PluginError::server(format_args!("The event is invalid: {field} {fault}.")));
        }
        let mut text = Vec::new();
        json::write(&event, &mut text)
            .map_err(|error| PluginError::server(format_args!("The event cannot be written: {error}.")))?;
        self.channel.send(text).await
    }

    /// Waits.
    ///
    /// # Errors
    /// What ends a trigger when it is told to end.
    pub async fn sleep(&self, duration: Duration) -> Result<()> {
        self.channel.stop.sleep(duration, &self.channel).await
    }

    /// Whether what is saved is there again at the next start: only with an ID in the caller's meta.
    pub fn has_state(&self) -> bool {
        self.channel.state.is_some()
    }

    /// What was saved last, or the default if there is nothing.
    ///
    /// # Errors
    /// The server's, if the file cannot be read as an `S`.
    pub fn load_state<S: DeserializeOwned + Default>(&self) -> Result<S> {
        match &self.channel.state {
            Some(file) if file.load::<serde_json::Value>()? != serde_json::json!({}) => file.load(),
            _ => Ok(S::default()),
        }
    }

    /// Saves a state: whole or not at all. Without an ID nothing is saved.
    ///
    /// # Errors
    /// The server's, if the file cannot be written.
    pub fn save_state<S: Serialize>(&self, state: &S) -> Result<()> {
        self.channel.state.as_ref().map_or(Ok(()), |file| file.save(state))
    }

    /// Where the events go.
    pub fn url(&self) -> &str {
        &self.channel.url
    }

    /// Where the API may call, if the caller said so; empty if not.
    pub fn webhook_url(&self) -> &str {
        &self.channel.webhook_url
    }
}

impl<O> fmt::Debug for Events<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({})", self.channel.url)
    }
}
