//! Sends events to their destination: the dispatcher, stdout or a test.

use super::dispatcher::{DeliveryError, Dispatcher};
use super::record::Event;
use crate::stdout::ReservedStdout;
use plugin_schema::error::Result;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// The destination of the events of a trigger.
#[derive(Clone, Debug)]
pub enum SinkKind {
    /// The dispatcher that the message names.
    Dispatcher,
    /// Stdout, one event per line.
    Stdout(ReservedStdout),
    /// The channel of a test.
    Test(UnboundedSender<Vec<u8>>),
}

#[derive(Debug)]
pub(super) enum EventSink {
    Dispatcher(Dispatcher),
    Stdout(ReservedStdout),
    Test(UnboundedSender<Vec<u8>>),
}

impl EventSink {
    pub(super) fn new(kind: &SinkKind, url: &str) -> Result<Self> {
        match kind {
            SinkKind::Dispatcher => Dispatcher::new(url).map(Self::Dispatcher),
            SinkKind::Stdout(stdout) => Ok(Self::Stdout(stdout.clone())),
            SinkKind::Test(sender) => Ok(Self::Test(sender.clone())),
        }
    }

    /// Sends an event. A dispatcher retries within `budget`.
    ///
    /// # Errors
    /// If the destination did not accept the event.
    pub(super) async fn deliver(&self, event: &Event, budget: Duration) -> Result<(), DeliveryError> {
        let later = |reason: &dyn std::fmt::Display| DeliveryError::Later(reason.to_string());
        match self {
            Self::Dispatcher(dispatcher) => dispatcher.deliver(event, budget).await,
            Self::Stdout(stdout) => {
                let line = [&event.body[..], b"\n"].concat();
                stdout.write(&line).map_err(|error| later(&error))
            }
            Self::Test(sender) => sender.send(event.body.to_vec()).map_err(|_| later(&"the test has ended")),
        }
    }
}
