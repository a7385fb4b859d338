//! Sends the events of a running trigger and stores its state.

use super::folders::Folders;
use super::outbox::{DELIVERY_TIMEOUT, Outbox};
use super::record::Event;
use super::sink::{EventSink, SinkKind};
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

/// How often a sleeping trigger checks the flag that stops it.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Arguments of the frontend that starts a trigger.
#[derive(Clone, Debug)]
pub struct Start {
    /// The destination of the events.
    pub kind: SinkKind,
    /// The signal that stops the trigger.
    pub shutdown: ShutdownSignal,
}

/// The dispatcher in the message of a trigger.
#[derive(Deserialize)]
struct DispatcherUrl {
    url: Option<String>,
    #[serde(default)]
    webhook_url: Option<String>,
}

/// Sends events and stores state for one running trigger.
#[derive(Debug)]
pub struct TriggerContext {
    delivery: Delivery,
    pub(super) url: String,
    pub(super) webhook_url: String,
    stop: Stop,
    run: Arc<Run>,
    /// Whether the warning about a secret in the state has been logged.
    is_warned: AtomicBool,
}

/// How events are sent.
#[derive(Debug)]
enum Delivery {
    /// Through the files of the trigger, if it has an ID.
    Outbox(Box<Outbox>),
    /// Directly and without state, if the trigger has no ID.
    Direct(EventSink),
}

/// Checks that the JSON text of a dispatcher has a URL.
///
/// # Errors
/// A caller error if it has none.
pub fn check(dispatcher: &str) -> Result<()> {
    urls(dispatcher).map(drop)
}

/// The URL and the webhook URL in the JSON text of a dispatcher.
fn urls(dispatcher: &str) -> Result<(String, String)> {
    let message =
        "The body of the message must have the URL of the dispatcher: \"dispatcher\": {\"url\": \"..\"}.";
    let dispatcher: DispatcherUrl =
        serde_json::from_str(dispatcher).map_err(|_| PluginError::caller(message))?;
    match dispatcher.url {
        Some(url) if !url.is_empty() => Ok((url, dispatcher.webhook_url.unwrap_or_default())),
        _ => Err(PluginError::caller(message)),
    }
}

/// The ID of the trigger in the JSON text of a meta.
///
/// # Errors
/// A caller error if the ID is not a string, or if there are two.
fn trigger_id(meta: &str) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Meta {
        #[serde(rename = "triggerId")]
        trigger_id: Option<String>,
    }
    let meta = serde_json::from_str::<Option<Meta>>(meta).map_err(|_| {
        PluginError::caller("The key \"triggerId\" of the meta must be a string and must occur once.")
    })?;
    Ok(meta.and_then(|meta| meta.trigger_id))
}

impl TriggerContext {
    /// Opens the context of a trigger whose message has this dispatcher.
    ///
    /// # Errors
    /// A caller error if the URL or the ID of the trigger is invalid; a server error if its files cannot be used.
    pub fn open(start: &Start, dispatcher: &str, folders: &Folders, run: &Arc<Run>) -> Result<Self> {
        let is_debug = matches!(start.kind, SinkKind::Stdout(_));
        let (url, webhook_url) = match urls(dispatcher) {
            // Nothing is sent to the dispatcher.
            Err(_) if is_debug => Default::default(),
            urls => urls?,
        };
        let sink = EventSink::new(&start.kind, &url)?;
        let delivery = match trigger_id(&run.meta)? {
            // The files belong to the trigger in production.
            _ if is_debug => {
                tracing::info!(
                    "With --debug the trigger starts without a state, and stores neither state nor events."
                );
                Delivery::Direct(sink)
            }
            Some(id) => Delivery::Outbox(Box::new(Outbox::open(&id, folders, sink, run)?)),
            None => {
                tracing::warn!(
                    "The meta of the message has no `triggerId`, so the trigger stores neither state nor events."
                );
                Delivery::Direct(sink)
            }
        };
        let flag = (!is_debug).then(|| folders.workspace.join("tmp/terminate_trigger.flag"));
        let stop = Stop { flag, shutdown: start.shutdown.clone(), clock: run.clock.clone() };
        let run = Arc::clone(run);
        Ok(Self { delivery, url, webhook_url, stop, run, is_warned: AtomicBool::new(false) })
    }

    /// Sends an output with the log lines since the previous one.
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

    /// Sends outputs and saves the state with them. The first output has the log lines since the previous one.
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
        self.stop.unless_stopped(async { Ok(sink.deliver(event, DELIVERY_TIMEOUT).await?) }).await
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

    /// Logs a warning, once, if the state contains a secret. The state is stored unchanged, since the next run reads it.
    fn warn_of_secret(&self, state: &[u8]) {
        if !self.is_warned.load(Ordering::Relaxed) {
            let is_warned = secrets::warn_of_secret_in_state(&self.run.secrets.redactor(), state);
            self.is_warned.store(is_warned, Ordering::Relaxed);
        }
    }

    /// Sleeps, and sends pending events meanwhile. Fails if the trigger is stopped.
    pub(super) async fn sleep(&self, duration: Duration) -> Result<()> {
        // A duration and not a time of day, since the system clock may be set back.
        let mut rest = pin!(self.stop.clock.sleep(duration));
        loop {
            self.stop.check(self.has_state())?;
            self.stop.unless_stopped(self.send_pending()).await?;
            let is_over = self.stop.unless_stopped(async {
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

    /// Waits until the grace period after a signal is over.
    pub(super) async fn timed_out(&self) {
        self.stop.timed_out().await;
    }

    /// Sends pending events if a retry is due.
    async fn send_pending(&self) -> Result<()> {
        match &self.delivery {
            Delivery::Outbox(outbox) => outbox.send_pending().await,
            Delivery::Direct(_) => Ok(()),
        }
    }

    /// Sends pending events when the trigger ends. The rest stays on disk for the next start.
    ///
    /// # Errors
    /// CONNECTION_ERROR with the number of pending events.
    pub async fn finish(&self, has_failed: bool) -> Result<()> {
        match &self.delivery {
            Delivery::Outbox(outbox) => outbox.finish(has_failed).await,
            Delivery::Direct(_) => Ok(()),
        }
    }
}
