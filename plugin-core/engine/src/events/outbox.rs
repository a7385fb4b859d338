//! Sends what a trigger keeps on disk, event after event.

use super::dead_letters::DeadLetters;
use super::dispatcher::{self, DeliveryError, Rejection};
use super::folders::Folders;
use super::sink::EventSink;
use super::spool::Event;
use super::stop::Stop;
use super::store::Store;
use plugin_run::Run;
use plugin_schema::error::{PluginError, Result};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fs, sync};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a new event is tried before it is kept for later.
/// How long a trigger tries to deliver an event that is not kept on disk, or its last events when it ends.
pub(super) const DELIVERY_TIMEOUT: Duration = Duration::from_secs(60);

const FIRST_TRY_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest pause before what is kept is tried again.
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// How much of the dispatcher's answer is kept with an event that it has refused, in characters.
const MAX_RESPONSE_CHARS: usize = 1000;

#[derive(Debug)]
pub(super) struct Outbox {
    sink: EventSink,
    /// Never held while something is awaited.
    store: sync::Mutex<Store>,
    dead_letters: DeadLetters,
    /// Held by who sends, so that the order is kept.
    turn: Mutex<Turn>,
    run: Arc<Run>,
}

/// When it is worth to try again.
#[derive(Debug)]
struct Turn {
    next_try: Instant,
    pause: Duration,
}

/// What became of an event.
enum DeliveryStatus {
    /// The dispatcher has it, or it is kept among those that it has refused.
    Settled,
    /// It is to be sent later. Says why.
    Pending(String),
}

impl Outbox {
    /// # Errors
    /// The caller's, if the ID is no name of a file; the server's, if the files cannot be used.
    pub(super) fn open(trigger_id: &str, folders: &Folders, sink: EventSink, run: &Arc<Run>) -> Result<Self> {
        let store = sync::Mutex::new(Store::open(trigger_id, folders)?);
        let dead_letters = DeadLetters { folder: folders.of_states()?, trigger: trigger_id.to_owned() };
        match dead_letters.len() {
            0 => {}
            count => {
                tracing::warn!(
                    "{count} events that the dispatcher has refused are kept; see the command `events`."
                );
            }
        }
        let turn = Mutex::new(Turn { next_try: Instant::now(), pause: FIRST_TRY_TIMEOUT });
        let outbox = Self { sink, store, dead_letters, turn, run: Arc::clone(run) };
        outbox.take_retried()?;
        Ok(outbox)
    }

    // What panics while it holds the lock leaves files that are whole.
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends an event, or keeps it behind those that wait.
    pub(super) async fn send(&self, event: Event, stop: &Stop) -> Result<()> {
        let mut turn = self.turn.lock().await;
        let sent = stop.or_until(async {
            self.send_kept(&mut turn).await?;
            match self.waiting() {
                0 => self.deliver(&event, FIRST_TRY_TIMEOUT).await,
                _ => Ok(DeliveryStatus::Pending(String::new())),
            }
        });
        match sent.await {
            Ok(DeliveryStatus::Settled) => Ok(()),
            Ok(DeliveryStatus::Pending(_)) => self.store().push(event),
            Err(error) => {
                self.store().push(event)?;
                if error.is_stopped() { Ok(()) } else { Err(error) }
            }
        }
    }

    /// Keeps the events and the state, all or nothing, and then sends the events if it is time to.
    pub(super) async fn commit(&self, events: Vec<Event>, state: Vec<u8>, stop: &Stop) -> Result<()> {
        self.store().commit(events, state)?;
        let sent = stop.or_until(async {
            let mut turn = self.turn.lock().await;
            self.send_kept(&mut turn).await
        });
        match sent.await {
            Err(error) if !error.is_stopped() => Err(error),
            _ => Ok(()),
        }
    }

    /// Sends what waits, and what somebody wants to be sent again, if it is time to.
    pub(super) async fn catch_up(&self) -> Result<()> {
        let mut turn = self.turn.lock().await;
        self.take_retried()?;
        self.send_kept(&mut turn).await
    }

    /// The end of the trigger: what waits is sent now or stays for the next start.
    ///
    /// # Errors
    /// CONNECTION_ERROR that tells how many events wait.
    pub(super) async fn finish(&self, in_a_hurry: bool) -> Result<()> {
        let _turn = self.turn.lock().await;
        let end = Instant::now() + if in_a_hurry { DELIVERY_TIMEOUT / 6 } else { DELIVERY_TIMEOUT };
        while let Some(event) = self.first() {
            let left = end.saturating_duration_since(Instant::now());
            let reason = match tokio::time::timeout(left, self.deliver(&event, left)).await {
                Ok(fate) => match fate? {
                    DeliveryStatus::Settled => {
                        self.store().pop()?;
                        continue;
                    }
                    DeliveryStatus::Pending(reason) => reason,
                },
                Err(_) => "it did not answer in time".to_owned(),
            };
            let reason = format!("{reason}; {} events are kept for the next start", self.waiting());
            return Err(dispatcher::not_taken(&reason));
        }
        Ok(())
    }

    async fn send_kept(&self, turn: &mut Turn) -> Result<()> {
        while Instant::now() >= turn.next_try
            && let Some(event) = self.first()
        {
            match self.deliver(&event, Duration::ZERO).await? {
                DeliveryStatus::Settled => {
                    self.store().pop()?;
                    turn.pause = FIRST_TRY_TIMEOUT;
                }
                DeliveryStatus::Pending(_) => {
                    turn.next_try = Instant::now() + turn.pause;
                    turn.pause = (turn.pause * 2).min(MAX_PAUSE);
                }
            }
        }
        Ok(())
    }

    fn waiting(&self) -> usize {
        self.store().len()
    }

    fn first(&self) -> Option<Event> {
        self.store().first()
    }

    async fn deliver(&self, event: &Event, budget: Duration) -> Result<DeliveryStatus> {
        match self.sink.deliver(event, budget).await {
            Ok(()) => Ok(DeliveryStatus::Settled),
            Err(DeliveryError::Later(reason)) => Ok(DeliveryStatus::Pending(reason)),
            Err(DeliveryError::Rejected(Rejection { status, response })) => {
                let shown =
                    self.run.secrets.redactor().text(&response).chars().take(MAX_RESPONSE_CHARS).collect();
                self.dead_letters.keep(event, Rejection { status, response: shown })?;
                Ok(DeliveryStatus::Settled)
            }
        }
    }

    /// Moves the events that are to be sent again behind those that wait.
    fn take_retried(&self) -> Result<()> {
        for (path, event) in self.dead_letters.retried()? {
            self.store().push(event)?;
            fs::remove_file(path).map_err(PluginError::server)?;
        }
        Ok(())
    }
}
