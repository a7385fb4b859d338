//! What a running trigger sends its events to, and where its state is kept.

use super::folders::Folders;
use super::outbox::{DELIVERY_TIMEOUT, Outbox};
use super::sink::{EventSink, SinkKind};
use super::spool::Event;
use super::stop::Stop;
use crate::signal::ShutdownSignal;
use plugin_run::{Run, secrets};
use plugin_schema::error::{PluginError, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often the flag that stops a trigger is looked for while the trigger waits.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Arguments of the frontend that starts a trigger.
#[derive(Clone, Debug)]
pub struct Start {
    /// Where the events go.
    pub kind: SinkKind,
    /// Stops the trigger.
    pub shutdown: ShutdownSignal,
}

/// Where the caller wants the events.
#[derive(Deserialize)]
struct DispatcherUrl {
    url: Option<String>,
    #[serde(default)]
    webhook_url: Option<String>,
}

/// What a running trigger sends its events to.
#[derive(Debug)]
pub struct TriggerContext {
    delivery: Delivery,
    pub(super) url: String,
    pub(super) webhook_url: String,
    stop: Stop,
    run: Arc<Run>,
    /// That its state holds a secret is told once.
    is_warned: AtomicBool,
}

/// What takes the events, and the state.
#[derive(Debug)]
enum Delivery {
    /// With an ID: the files of the trigger.
    Outbox(Box<Outbox>),
    /// Without one nothing is kept.
    Direct(EventSink),
}

/// The address in the JSON text of a dispatcher.
///
/// # Errors
/// The caller's, if there is none.
pub fn check(dispatcher: &str) -> Result<()> {
    address(dispatcher).map(drop)
}

fn address(dispatcher: &str) -> Result<(String, String)> {
    let message = "The message must say where to send the events: \"dispatcher\": {\"url\": \"..\"}.";
    let address: DispatcherUrl =
        serde_json::from_str(dispatcher).map_err(|_| PluginError::caller(message))?;
    match address.url {
        Some(url) if !url.is_empty() => Ok((url, address.webhook_url.unwrap_or_default())),
        _ => Err(PluginError::caller(message)),
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

impl TriggerContext {
    /// The context of a trigger whose message has this dispatcher.
    ///
    /// # Errors
    /// The caller's, if the address or the ID of the trigger is no good; the server's, if its state cannot be read.
    pub fn open(start: &Start, dispatcher: &str, folders: &Folders, run: &Arc<Run>) -> Result<Self> {
        let (url, webhook_url) = address(dispatcher)?;
        let sink = EventSink::to(&start.kind, &url)?;
        let is_debug = matches!(start.kind, SinkKind::Stdout);
        let delivery = match trigger_id(&run.meta)? {
            // The files are those of the trigger at work.
            _ if is_debug => {
                tracing::info!("With --debug the trigger starts anew, and no state and no event is kept.");
                Delivery::Direct(sink)
            }
            Some(id) => Delivery::Outbox(Box::new(Outbox::open(&id, folders, sink, run)?)),
            None => {
                tracing::warn!("The trigger has no `triggerId` in its meta, so that it remembers nothing.");
                Delivery::Direct(sink)
            }
        };
        let flag = (!is_debug).then(|| folders.workspace.join("tmp/terminate_trigger.flag"));
        let stop = Stop { flag, end: start.shutdown.clone(), clock: run.clock.clone() };
        let run = Arc::clone(run);
        Ok(Self { delivery, url, webhook_url, stop, run, is_warned: AtomicBool::new(false) })
    }

    /// Sends an output, with the lines logged since the one before.
    pub(super) async fn send(&self, output: Vec<u8>) -> Result<()> {
        self.stop.check(self.has_state())?;
        let log = self.run.log.take();
        let event = self.event(output, &log);
        let sent = match &self.delivery {
            Delivery::Outbox(outbox) => outbox.send(event, &self.stop).await,
            Delivery::Direct(sink) => self.send_directly(sink, &event).await,
        };
        sent.inspect_err(|_| self.run.log.restore(&log))
    }

    /// Sends outputs, the first of them with the lines logged since the one before, and saves the state with them.
    pub(super) async fn commit(&self, outputs: Vec<Vec<u8>>, state: Vec<u8>) -> Result<()> {
        self.stop.check(self.has_state())?;
        self.warn_of_secret(&state);
        let log = if outputs.is_empty() { String::new() } else { self.run.log.take() };
        let lines = std::iter::once(log.as_str()).chain(std::iter::repeat(""));
        let events: Vec<_> =
            outputs.into_iter().zip(lines).map(|(out, lines)| self.event(out, lines)).collect();
        let sent = match &self.delivery {
            Delivery::Outbox(outbox) => outbox.commit(events, state, &self.stop).await,
            Delivery::Direct(sink) => self.send_all_directly(sink, &events).await,
        };
        sent.inspect_err(|_| self.run.log.restore(&log))
    }

    async fn send_all_directly(&self, sink: &EventSink, events: &[Event]) -> Result<()> {
        for event in events {
            self.send_directly(sink, event).await?;
        }
        Ok(())
    }

    async fn send_directly(&self, sink: &EventSink, event: &Event) -> Result<()> {
        self.stop.or_until(async { Ok(sink.deliver(event, DELIVERY_TIMEOUT).await?) }).await
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

    pub(super) fn has_state(&self) -> bool {
        matches!(self.delivery, Delivery::Outbox(_))
    }

    pub(super) fn load<S: DeserializeOwned + Default>(&self) -> Result<S> {
        match &self.delivery {
            Delivery::Outbox(outbox) => outbox.store().load(),
            Delivery::Direct(_) => Ok(S::default()),
        }
    }

    pub(super) fn save(&self, state: Vec<u8>) -> Result<()> {
        self.warn_of_secret(&state);
        match &self.delivery {
            Delivery::Outbox(outbox) => outbox.store().commit(Vec::new(), state),
            Delivery::Direct(_) => Ok(()),
        }
    }

    /// Says once that the state holds a secret: it is stored as it is, and read again.
    fn warn_of_secret(&self, state: &[u8]) {
        if !self.is_warned.load(Ordering::Relaxed) {
            let is_warned = secrets::warn_of_state(&self.run.secrets.redactor(), state);
            self.is_warned.store(is_warned, Ordering::Relaxed);
        }
    }

    /// Waits, and meanwhile sends the events that wait, unless the trigger is stopped before.
    pub(super) async fn sleep(&self, duration: Duration) -> Result<()> {
        // Not until a time of day, which somebody may set back.
        let mut rest = pin!(self.stop.clock.sleep(duration));
        loop {
            self.stop.check(self.has_state())?;
            self.stop.or_until(self.catch_up()).await?;
            let is_over = self.stop.or_until(async {
                tokio::select! {
                    biased;
                    () = &mut rest => Ok(true),
                    () = self.stop.clock.sleep(POLL_INTERVAL) => Ok(false),
                }
            });
            if is_over.await? {
                return Ok(());
            }
        }
    }

    /// Until a trigger that was told to end has had its time for that.
    pub(super) async fn timed_out(&self) {
        self.stop.timed_out().await;
    }

    /// Sends what waits, if it is time to try again.
    async fn catch_up(&self) -> Result<()> {
        match &self.delivery {
            Delivery::Outbox(outbox) => outbox.catch_up().await,
            Delivery::Direct(_) => Ok(()),
        }
    }

    /// The end of the trigger: what waits is sent now or stays for the next start.
    ///
    /// # Errors
    /// CONNECTION_ERROR that tells how many events wait.
    pub async fn finish(&self, in_a_hurry: bool) -> Result<()> {
        match &self.delivery {
            Delivery::Outbox(outbox) => outbox.finish(in_a_hurry).await,
            Delivery::Direct(_) => Ok(()),
        }
    }
}
