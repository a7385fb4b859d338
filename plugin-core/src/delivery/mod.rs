//! How a trigger's events go out, and what it remembers.

mod dead_letters;
mod dispatcher;
mod events;
mod files;
mod outbox;
mod spool;
mod state;
mod stop;
mod store;
mod way;

#[cfg(feature = "server")]
pub(crate) use dead_letters::count as dead_letter_count;
pub(crate) use dead_letters::{DeadLetter, list as dead_letters};
pub use events::Events;
pub(crate) use way::Receiver;

use crate::error::{PluginError, Result};
use crate::signal::End;
use outbox::Outbox;
use plugin_run::{Run, secrets};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use spool::Event;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use stop::Stop;
use way::Way;

/// What a door gives to a trigger that it starts.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) receiver: Receiver,
    pub(crate) end: End,
}

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
    sink: Sink,
    url: String,
    webhook_url: String,
    stop: Stop,
    run: Arc<Run>,
    /// That its state holds a secret is told once.
    is_warned: AtomicBool,
}

/// What takes the events, and the state.
#[derive(Debug)]
enum Sink {
    /// With an ID: the files of the trigger.
    Outbox(Box<Outbox>),
    /// Without one nothing is kept.
    Direct(Way),
}

/// How long an event is tried before it counts as lost where it cannot be kept.
const BUDGET: Duration = Duration::from_secs(60);

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

/// The ID of the trigger in the JSON text of a meta.
///
/// # Errors
/// The caller's, if it is no string, or there are two: which is meant is not to be guessed.
fn trigger_id(meta: &str) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Meta {
        #[serde(rename = "triggerId")]
        trigger_id: Option<String>,
    }
    let meta = serde_json::from_str::<Option<Meta>>(meta).map_err(|_| {
        PluginError::caller("The key \"triggerId\" of the meta must be a string, and be there once.")
    })?;
    Ok(meta.and_then(|meta| meta.trigger_id))
}

impl Folders {
    /// Where the states are, and the events.
    ///
    /// # Errors
    /// The server's, if there is no such folder.
    pub(crate) fn of_states(&self) -> Result<PathBuf> {
        let cache = self.workspace.join("cache");
        let folder = match &self.state {
            Some(folder) if !cache.is_dir() => folder.clone(),
            _ => cache,
        };
        match folder.is_dir() {
            true => Ok(folder),
            false => Err(PluginError::server(format_args!(
                "There is no folder {} for the state of the trigger. Make it, or name another with --state-dir.",
                folder.display()
            ))),
        }
    }
}

impl Channel {
    /// The way out of a trigger that was started by a message with this dispatcher and this meta.
    ///
    /// # Errors
    /// The caller's, if the address or the ID of the trigger is no good; the server's, if its state cannot be read.
    pub(crate) fn open(start: &Start, dispatcher: &str, folders: &Folders, run: &Arc<Run>) -> Result<Self> {
        let (url, webhook_url) = address(dispatcher)?;
        let way = Way::to(&start.receiver, &url)?;
        let is_debug = matches!(start.receiver, Receiver::Stdout);
        let sink = match trigger_id(&run.meta)? {
            // The files are those of the trigger at work.
            _ if is_debug => {
                tracing::info!("With --debug the trigger starts anew, and no state and no event is kept.");
                Sink::Direct(way)
            }
            Some(id) => Sink::Outbox(Box::new(Outbox::open(&id, folders, way, run)?)),
            None => {
                tracing::warn!("The trigger has no `triggerId` in its meta, so that it remembers nothing.");
                Sink::Direct(way)
            }
        };
        let flag = (!is_debug).then(|| folders.workspace.join("tmp/terminate_trigger.flag"));
        let stop = Stop { flag, end: start.end.clone(), clock: run.clock.clone() };
        let run = Arc::clone(run);
        Ok(Self { sink, url, webhook_url, stop, run, is_warned: AtomicBool::new(false) })
    }

    /// Sends an output, with the lines logged since the one before.
    async fn send(&self, output: Vec<u8>) -> Result<()> {
        self.stop.check(self.has_state())?;
        let log = self.run.log.take();
        let event = self.event(output, &log);
        let sent = match &self.sink {
            Sink::Outbox(outbox) => outbox.send(event, &self.stop).await,
            Sink::Direct(way) => self.send_directly(way, &event).await,
        };
        sent.inspect_err(|_| self.run.log.restore(&log))
    }

    /// Sends outputs, the first of them with the lines logged since the one before, and saves the state with them.
    async fn commit(&self, outputs: Vec<Vec<u8>>, state: Vec<u8>) -> Result<()> {
        self.stop.check(self.has_state())?;
        self.warn_of_secret(&state);
        let log = if outputs.is_empty() { String::new() } else { self.run.log.take() };
        let lines = std::iter::once(log.as_str()).chain(std::iter::repeat(""));
        let events: Vec<_> =
            outputs.into_iter().zip(lines).map(|(out, lines)| self.event(out, lines)).collect();
        let sent = match &self.sink {
            Sink::Outbox(outbox) => outbox.commit(events, state, &self.stop).await,
            Sink::Direct(way) => self.send_all_directly(way, &events).await,
        };
        sent.inspect_err(|_| self.run.log.restore(&log))
    }

    async fn send_all_directly(&self, way: &Way, events: &[Event]) -> Result<()> {
        for event in events {
            self.send_directly(way, event).await?;
        }
        Ok(())
    }

    async fn send_directly(&self, way: &Way, event: &Event) -> Result<()> {
        self.stop.or_until(async { Ok(way.deliver(event, BUDGET).await?) }).await
    }

    fn event(&self, mut output: Vec<u8>, log: &str) -> Event {
        self.run.secrets.redactor().json(&mut output);
        let log = serde_json::Value::from(log).to_string();
        let parts: [&[u8]; 7] = [
            b"{\"body\":{\"log\":",
            log.as_bytes(),
            b",\"meta\":",
            self.run.meta.as_bytes(),
            b",\"output\":",
            &output,
            b"},\"type\":\"trigger_event\",\"version\":\"v1\"}",
        ];
        Event::new(parts.concat())
    }

    fn has_state(&self) -> bool {
        matches!(self.sink, Sink::Outbox(_))
    }

    fn load<S: DeserializeOwned + Default>(&self) -> Result<S> {
        match &self.sink {
            Sink::Outbox(outbox) => outbox.store().load(),
            Sink::Direct(_) => Ok(S::default()),
        }
    }

    fn save(&self, state: Vec<u8>) -> Result<()> {
        self.warn_of_secret(&state);
        match &self.sink {
            Sink::Outbox(outbox) => outbox.store().commit(Vec::new(), state),
            Sink::Direct(_) => Ok(()),
        }
    }

    /// Says once that the state holds a secret: it is stored as it is, and read again.
    fn warn_of_secret(&self, state: &[u8]) {
        if !self.is_warned.load(Ordering::Relaxed) {
            let is_warned = secrets::warn_of_state(&self.run.secrets.redactor(), state);
            self.is_warned.store(is_warned, Ordering::Relaxed);
        }
    }

    /// Until a trigger that was told to end has had its time for that.
    pub(crate) async fn overdue(&self) {
        self.stop.overdue().await;
    }

    /// Sends what waits, if it is time to try again.
    async fn catch_up(&self) -> Result<()> {
        match &self.sink {
            Sink::Outbox(outbox) => outbox.catch_up().await,
            Sink::Direct(_) => Ok(()),
        }
    }

    /// The end of the trigger: what waits is sent now or stays for the next start.
    ///
    /// # Errors
    /// CONNECTION_ERROR that tells how many events wait.
    pub(crate) async fn finish(&self, in_a_hurry: bool) -> Result<()> {
        match &self.sink {
            Sink::Outbox(outbox) => outbox.finish(in_a_hurry).await,
            Sink::Direct(_) => Ok(()),
        }
    }
}
