//! Sends events to the dispatcher, again and again until it takes them.

use super::spool::Event;
use crate::api;
use crate::error::{PluginError, Preset, Result};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response};
use std::time::Duration;
use tokio::time::Instant;

/// How long one try may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The wait before the second try lies between nothing and this; it doubles with each further one, up to `LONGEST`.
const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Dispatcher {
    client: Client,
    url: String,
}

impl Dispatcher {
    pub(super) fn new(url: String) -> Result<Self> {
        let client =
            api::client(url.starts_with("https:")).connect_timeout(TIMEOUT / 2).timeout(TIMEOUT).build();
        let client = client.map_err(|error| PluginError::server(error.without_url()))?;
        Ok(Self { client, url })
    }

    /// Sends an event, again and again for as long as `budget`; done when the dispatcher has said that it has it.
    ///
    /// # Errors
    /// CONNECTION_ERROR if it has not said so. The event may have arrived all the same.
    pub(super) async fn deliver(&self, event: &Event, budget: Duration) -> Result<()> {
        let start = Instant::now();
        let mut most = FIRST;
        loop {
            let (told, hint) = match self.attempt(event).await {
                Ok(response) if response.status().is_success() => return Ok(()),
                Ok(response) => {
                    (format!("it answered {}", response.status().as_u16()), retry_after(&response))
                }
                Err(error) => (error.without_url().to_string(), None),
            };
            let wait = hint.unwrap_or_else(|| most.mul_f64(fastrand::f64()));
            if start.elapsed() + wait > budget {
                return Err(undelivered(&told));
            }
            tracing::warn!("The dispatcher has not taken an event: {told}. It is sent again in {wait:.1?}.");
            tokio::time::sleep(wait).await;
            most = (most * 2).min(LONGEST);
        }
    }

    async fn attempt(&self, event: &Event) -> reqwest::Result<Response> {
        let request = self.client.post(&self.url).header(CONTENT_TYPE, "application/json");
        request.header("Idempotency-Key", &event.id).body(event.body.clone()).send().await
    }
}

/// The wait that the dispatcher asks for, in seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

pub(super) fn undelivered(told: &str) -> PluginError {
    PluginError::preset(Preset::ConnectionError)
        .cause("The dispatcher has not taken an event.")
        .assistance(
            "Check that the orchestrator works and can be reached from here, then start the trigger again.",
        )
        .data(told)
}
