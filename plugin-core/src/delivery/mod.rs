//! How a trigger's events go out, and what it remembers.

mod dispatcher;
mod events;
mod state;
mod stop;

pub use events::Events;

use crate::error::{PluginError, Result};
use crate::log::RunLog;
use dispatcher::Dispatcher;
use serde::Deserialize;
use state::StateFile;
use std::path::PathBuf;
use std::sync::Arc;
use stop::Stop;

/// The folders that triggers use.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// In the place of `/workspace`: its `cache` holds the states, its `tmp` the flag that ends a trigger.
    pub(crate) workspace: PathBuf,
    /// For the states where there is no `cache`.
    pub(crate) state: Option<PathBuf>,
}

/// Where the caller wants the events.
#[derive(Deserialize)]
struct Address {
    url: Option<String>,
    #[serde(default)]
    webhook_url: Option<String>,
}

/// A trigger's way out.
#[derive(Debug)]
pub(crate) struct Channel {
    dispatcher: Dispatcher,
    webhook_url: String,
    state: Option<StateFile>,
    stop: Stop,
    /// The caller's meta, JSON text.
    meta: String,
    run: Arc<RunLog>,
}

/// The address in the JSON text of a dispatcher.
///
/// # Errors
/// The caller's, if there is none.
pub(crate) fn check(dispatcher: &str) -> Result<()> {
    address(dispatcher).map(drop)
}

fn address(dispatcher: &str) -> Result<(String, String)> {
    let told = "The message must say where to send the events: \"dispatcher\": {\"url\": \"..\"}.";
    let address: Address = serde_json::from_str(dispatcher).map_err(|_| PluginError::caller(told))?;
    match address.url {
        Some(url) if !url.is_empty() => Ok((url, address.webhook_url.unwrap_or_default())),
        _ => Err(PluginError::caller(told)),
    }
}

impl Channel {
    /// The way out of a trigger that was started by a message with this dispatcher and this meta.
    ///
    /// # Errors
    /// The caller's, if the address or the ID of the trigger is no good; the server's, if its state cannot be read.
    pub(crate) fn open(dispatcher: &str, meta: &str, folders: &Folders, run: &Arc<RunLog>) -> Result<Self> {
        #[derive(Deserialize)]
        struct Meta {
            #[serde(rename = "triggerId")]
            trigger_id: Option<String>,
        }
        let (url, webhook_url) = address(dispatcher)?;
        let trigger_id = serde_json::from_str::<Meta>(meta).ok().and_then(|meta| meta.trigger_id);
        let state = match trigger_id {
            Some(id) => Some(StateFile::open(&id, folders)?),
            None => {
                tracing::warn!("The trigger has no ID in its meta, so that it remembers nothing.");
                None
            }
        };
        let stop = Stop::new(folders.workspace.join("tmp/terminate_trigger.flag"));
        let dispatcher = Dispatcher::new(url)?;
        Ok(Self { dispatcher, webhook_url, state, stop, meta: meta.to_owned(), run: Arc::clone(run) })
    }

    /// Sends an output, with the lines logged since the one before.
    async fn send(&self, mut output: Vec<u8>) -> Result<()> {
        self.stop.check(self.state.is_some())?;
        if let Some(redactor) = self.run.redactor() {
            redactor.json(&mut output);
        }
        let log = serde_json::Value::from(self.run.take()).to_string();
        let parts: [&[u8]; 7] = [
            b"{\"body\":{\"log\":",
            log.as_bytes(),
            b",\"meta\":",
            self.meta.as_bytes(),
            b",\"output\":",
            &output,
            b"},\"type\":\"trigger_event\",\"version\":\"v1\"}",
        ];
        self.stop.or_until(self.dispatcher.deliver(parts.concat())).await
    }
}
