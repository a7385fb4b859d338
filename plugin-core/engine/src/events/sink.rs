//! Where events go: to the dispatcher, or to whoever looks on.

use super::dispatcher::{DeliveryError, Dispatcher};
use super::spool::Event;
use plugin_schema::error::Result;
use std::io::Write;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Who gets the events of a trigger.
#[derive(Clone, Debug)]
pub enum SinkKind {
    /// The dispatcher that the message names.
    Dispatcher,
    /// Whoever reads stdout, an event a line.
    Stdout,
    /// A test.
    Test(UnboundedSender<Vec<u8>>),
}

#[derive(Debug)]
pub(super) enum EventSink {
    Dispatcher(Dispatcher),
    Stdout,
    Test(UnboundedSender<Vec<u8>>),
}

impl EventSink {
    pub(super) fn to(kind: &SinkKind, url: &str) -> Result<Self> {
        match kind {
            SinkKind::Dispatcher => Dispatcher::new(url).map(Self::Dispatcher),
            SinkKind::Stdout => Ok(Self::Stdout),
            SinkKind::Test(sender) => Ok(Self::Test(sender.clone())),
        }
    }

    /// Sends an event, to a dispatcher again and again for as long as `budget`.
    ///
    /// # Errors
    /// If nobody has taken it.
    pub(super) async fn deliver(&self, event: &Event, budget: Duration) -> Result<(), DeliveryError> {
        let gone = |reason: &dyn std::fmt::Display| DeliveryError::Later(reason.to_string());
        match self {
            Self::Dispatcher(dispatcher) => dispatcher.deliver(event, budget).await,
            Self::Stdout => {
                let line = [&event.body[..], b"\n"].concat();
                std::io::stdout().lock().write_all(&line).map_err(|error| gone(&error))
            }
            Self::Test(sender) => sender.send(event.body.to_vec()).map_err(|_| gone(&"the test has ended")),
        }
    }
}
