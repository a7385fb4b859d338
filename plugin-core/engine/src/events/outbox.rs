//! Sends the stored events of a trigger in their order, and stores those that cannot be sent yet.

use super::dead_letters::DeadLetters;
use super::dispatcher::{self, DeliveryError, Rejection};
use super::folders::Folders;
use super::record::Event;
use super::sink::EventSink;
use super::stop::Stop;
use super::store::Store;
use plugin_run::Run;
use plugin_schema::error::{PluginError, Result};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fs, sync};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a trigger tries to deliver an event that is not stored on disk, or its pending events when it ends.
pub(super) const DELIVERY_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a trigger tries to deliver a new event before it stores the event, and the first pause between retries.
const FIRST_TRY_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest pause between retries of stored events.
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// How much of the response is stored with a dead letter.
const MAX_RESPONSE_CHARS: usize = 1000;

#[derive(Debug)]
pub(super) struct Outbox {
    sink: EventSink,
    /// This lock is never held across an `await`.
    store: sync::Mutex<Store>,
    dead_letters: DeadLetters,
    /// The sender holds this lock, so that events stay in order.
    schedule: Mutex<RetrySchedule>,
    run: Arc<Run>,
}

/// The time of the next retry.
#[derive(Debug)]
struct RetrySchedule {
    next_try: Instant,
    pause: Duration,
}

/// The result of a delivery.
enum DeliveryStatus {
    /// The dispatcher accepted the event, or it is a dead letter.
    Settled,
    /// The event must be sent later. Contains the reason.
    Pending(String),
}

impl Outbox {
    /// # Errors
    /// A caller error if the ID is not valid as a file name; a server error if the files cannot be used.
    pub(super) fn open(trigger_id: &str, folders: &Folders, sink: EventSink, run: &Arc<Run>) -> Result<Self> {
        let store = sync::Mutex::new(Store::open(trigger_id, folders)?);
        let dead_letters = DeadLetters { folder: folders.of_states()?, trigger: trigger_id.to_owned() };
        match dead_letters.len() {
            0 => {}
            count => {
                tracing::warn!(
                    "{count} events are dead letters, since the dispatcher rejected them; the command `events` retries or drops them."
                );
            }
        }
        let schedule = Mutex::new(RetrySchedule { next_try: Instant::now(), pause: FIRST_TRY_TIMEOUT });
        let outbox = Self { sink, store, dead_letters, schedule, run: Arc::clone(run) };
        outbox.requeue_retried()?;
        Ok(outbox)
    }

    // A panic under the lock leaves the files whole.
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends an event, or stores it after the pending ones.
    pub(super) async fn send(&self, event: Event, stop: &Stop) -> Result<()> {
        let mut schedule = self.schedule.lock().await;
        let sent = stop.unless_stopped(async {
            self.send_stored(&mut schedule).await?;
            match self.pending() {
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

    /// Stores the events and the state atomically, and then sends the events unless a retry is pending.
    pub(super) async fn commit(&self, events: Vec<Event>, state: Vec<u8>, stop: &Stop) -> Result<()> {
        self.store().commit(events, state)?;
        let sent = stop.unless_stopped(async {
            let mut schedule = self.schedule.lock().await;
            self.send_stored(&mut schedule).await
        });
        match sent.await {
            Err(error) if !error.is_stopped() => Err(error),
            _ => Ok(()),
        }
    }

    /// Sends pending events and retried dead letters if a retry is due.
    pub(super) async fn send_pending(&self) -> Result<()> {
        let mut schedule = self.schedule.lock().await;
        self.requeue_retried()?;
        self.send_stored(&mut schedule).await
    }

    /// Sends pending events when the trigger ends, for less time if it has failed. The rest stays for the next start.
    ///
    /// # Errors
    /// CONNECTION_ERROR with the number of pending events.
    pub(super) async fn finish(&self, has_failed: bool) -> Result<()> {
        let _schedule = self.schedule.lock().await;
        let deadline = Instant::now() + if has_failed { DELIVERY_TIMEOUT / 6 } else { DELIVERY_TIMEOUT };
        while let Some(event) = self.first() {
            let left = deadline.saturating_duration_since(Instant::now());
            let reason = match tokio::time::timeout(left, self.deliver(&event, left)).await {
                Ok(status) => match status? {
                    DeliveryStatus::Settled => {
                        self.store().pop()?;
                        continue;
                    }
                    DeliveryStatus::Pending(reason) => reason,
                },
                Err(_) => "it did not respond in time".to_owned(),
            };
            let reason = format!("{reason}; {} events are stored for the next start", self.pending());
            return Err(dispatcher::delivery_error(&reason));
        }
        Ok(())
    }

    async fn send_stored(&self, schedule: &mut RetrySchedule) -> Result<()> {
        while Instant::now() >= schedule.next_try
            && let Some(event) = self.first()
        {
            match self.deliver(&event, Duration::ZERO).await? {
                DeliveryStatus::Settled => {
                    self.store().pop()?;
                    schedule.pause = FIRST_TRY_TIMEOUT;
                }
                DeliveryStatus::Pending(_) => {
                    schedule.next_try = Instant::now() + schedule.pause;
                    schedule.pause = (schedule.pause * 2).min(MAX_PAUSE);
                }
            }
        }
        Ok(())
    }

    fn pending(&self) -> usize {
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
                let redacted =
                    self.run.secrets.redactor().text(&response).chars().take(MAX_RESPONSE_CHARS).collect();
                self.dead_letters.add(event, Rejection { status, response: redacted })?;
                Ok(DeliveryStatus::Settled)
            }
        }
    }

    /// Moves the dead letters to retry after the pending events.
    fn requeue_retried(&self) -> Result<()> {
        for (path, event) in self.dead_letters.retried()? {
            self.store().push(event)?;
            fs::remove_file(path).map_err(PluginError::server)?;
        }
        Ok(())
    }
}
