//! How a trigger's events go out, and what it remembers.

mod dispatcher;
mod events;
mod spool;
mod state;
mod stop;
mod way;

pub use events::Events;
pub(crate) use way::Receiver;

use crate::clock::Clock;
use crate::error::{PluginError, Result};
use crate::log::RunLog;
use crate::signal::End;
use serde::Deserialize;
use spool::{Event, Spool};
use state::StateFile;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use stop::Stop;
use tokio::sync::Mutex;
use tokio::time::Instant;
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
    way: Way,
    url: String,
    webhook_url: String,
    state: Option<StateFile>,
    /// For events that the dispatcher does not take; only where there is a state, since they outlive the process.
    spool: Option<Mutex<Backlog>>,
    stop: Stop,
    /// The caller's meta, JSON text.
    meta: String,
    run: Arc<RunLog>,
}

/// Events that wait, and when it is worth to try again.
#[derive(Debug)]
struct Backlog {
    spool: Spool,
    next_try: Instant,
    pause: Duration,
}

/// How long an event is tried before it is kept for later, or counts as lost where it cannot be kept.
const PATIENCE: Duration = Duration::from_secs(2);
const BUDGET: Duration = Duration::from_secs(60);

/// The longest pause before what is kept is tried again.
const LONGEST: Duration = Duration::from_secs(10);

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
    pub(crate) fn open(
        start: &Start,
        dispatcher: &str,
        meta: &str,
        folders: &Folders,
        clock: &Clock,
        run: &Arc<RunLog>,
    ) -> Result<Self> {
        #[derive(Deserialize)]
        struct Meta {
            #[serde(rename = "triggerId")]
            trigger_id: Option<String>,
        }
        let (url, webhook_url) = address(dispatcher)?;
        let trigger_id = serde_json::from_str::<Meta>(meta).ok().and_then(|meta| meta.trigger_id);
        let is_debug = matches!(start.receiver, Receiver::Stdout);
        let state = match trigger_id {
            // The files are those of the trigger at work.
            _ if is_debug => {
                tracing::info!("With --debug the trigger starts anew, and no state and no event is kept.");
                None
            }
            Some(id) => Some(StateFile::open(&id, folders)?),
            None => {
                tracing::warn!("The trigger has no `triggerId` in its meta, so that it remembers nothing.");
                None
            }
        };
        let flag = (!is_debug).then(|| folders.workspace.join("tmp/terminate_trigger.flag"));
        let stop = Stop { flag, end: start.end.clone(), clock: clock.clone() };
        let way = Way::to(&start.receiver, &url)?;
        let spool = state.as_ref().map(|state| Spool::open(&state.beside("spool"))).transpose()?;
        let spool =
            spool.map(|spool| Mutex::new(Backlog { spool, next_try: Instant::now(), pause: PATIENCE }));
        let (meta, run) = (meta.to_owned(), Arc::clone(run));
        Ok(Self { way, url, webhook_url, state, spool, stop, meta, run })
    }

    /// Sends an output, with the lines logged since the one before.
    async fn send(&self, mut output: Vec<u8>) -> Result<()> {
        self.stop.check(self.state.is_some())?;
        self.run.secrets.redactor().json(&mut output);
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
        let event = Event::new(parts.concat());
        let Some(backlog) = &self.spool else {
            return self.stop.or_until(self.way.deliver(&event, BUDGET)).await;
        };
        let mut backlog = backlog.lock().await;
        let sent = self.stop.or_until(async {
            backlog.catch_up(&self.way).await?;
            match backlog.spool.len() {
                0 => self.way.deliver(&event, PATIENCE).await.map(|()| true),
                _ => Ok(false),
            }
        });
        match sent.await {
            Ok(true) => Ok(()),
            // Behind those that wait, so that the order is kept.
            _ => backlog.spool.push(event),
        }
    }

    /// Until a trigger that was told to end has had its time for that.
    pub(crate) async fn overdue(&self) {
        self.stop.overdue().await;
    }

    /// Sends what waits, if it is time to try again.
    async fn catch_up(&self) -> Result<()> {
        match &self.spool {
            Some(backlog) => backlog.lock().await.catch_up(&self.way).await,
            None => Ok(()),
        }
    }

    /// The end of the trigger: what waits is sent now or stays for the next start.
    ///
    /// # Errors
    /// CONNECTION_ERROR that tells how many events wait.
    pub(crate) async fn finish(&self, in_a_hurry: bool) -> Result<()> {
        let Some(backlog) = &self.spool else { return Ok(()) };
        let mut backlog = backlog.lock().await;
        let end = Instant::now() + if in_a_hurry { BUDGET / 6 } else { BUDGET };
        while let Some(event) = backlog.spool.first() {
            let left = end.saturating_duration_since(Instant::now());
            let reason = match tokio::time::timeout(left, self.way.deliver(event, left)).await {
                Ok(Ok(())) => {
                    backlog.spool.pop()?;
                    continue;
                }
                Ok(Err(error)) => error.data_text(),
                Err(_) => "it did not answer in time".to_owned(),
            };
            let told = format!("{reason}; {} events are kept for the next start", backlog.spool.len());
            return Err(dispatcher::undelivered(&told));
        }
        Ok(())
    }
}

impl Backlog {
    async fn catch_up(&mut self, way: &Way) -> Result<()> {
        while let Some(event) = self.spool.first().filter(|_| Instant::now() >= self.next_try) {
            match way.deliver(event, Duration::ZERO).await {
                Ok(()) => {
                    self.spool.pop()?;
                    self.pause = PATIENCE;
                }
                Err(_) => {
                    self.next_try = Instant::now() + self.pause;
                    self.pause = (self.pause * 2).min(LONGEST);
                }
            }
        }
        Ok(())
    }
}
