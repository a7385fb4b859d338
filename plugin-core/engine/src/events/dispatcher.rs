//! Sends events to the dispatcher, and retries until it accepts them.
//!
//! The client of `plugin_http` is not used: it takes its deadline, log and secrets from the run, and an event outlives its run.

use super::spool::Event;
use jiff::Timestamp;
use plugin_http::{Backoff, retry_after};
use plugin_schema::error::{PluginError, Preset, Result};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode, Url};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long one try may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The wait before an event is sent again.
const BACKOFF: Backoff = Backoff { initial: Duration::from_millis(250), max: Duration::from_secs(10) };

/// The longest `Retry-After` that is respected.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(100);

/// How much of the answer to a refused event is read, in bytes.
const MAX_RESPONSE_BYTES: usize = 4096;

/// Why the dispatcher does not have an event.
#[derive(Debug)]
pub(super) enum DeliveryError {
    /// It may take the event later. Says what happened.
    Later(String),
    /// It has refused the event, and would refuse it again.
    Rejected(Rejection),
}

/// What the dispatcher answered to an event that it does not take.
#[derive(Debug)]
pub(super) struct Rejection {
    pub(super) status: StatusCode,
    /// The beginning of its text.
    pub(super) response: String,
}

impl From<DeliveryError> for PluginError {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Later(reason) => not_taken(&reason),
            DeliveryError::Rejected(Rejection { status, response }) => {
                Self::from_preset(Preset::ConnectionError)
                    .with_cause(format!("The dispatcher has refused an event with {status}."))
                    .with_assistance("Check the address of the dispatcher, then start the trigger again.")
                    .with_data(response)
                    .with_status(status.as_u16())
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct Dispatcher {
    client: Client,
    url: Url,
    /// Until when it has asked to be left alone.
    closed: Mutex<Option<Instant>>,
}

impl Dispatcher {
    /// # Errors
    /// The caller's, if that is no address that could ever be reached.
    pub(super) fn new(url: &str) -> Result<Self> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| {
            PluginError::caller(
                "The url of the dispatcher must be an address that begins with http:// or https://.",
            )
        })?;
        let client = plugin_http::client_builder(url.scheme() == "https")
            .connect_timeout(TIMEOUT / 2)
            .timeout(TIMEOUT)
            .build();
        let client = client.map_err(|error| PluginError::server(error.without_url()))?;
        Ok(Self { client, url, closed: Mutex::default() })
    }

    /// Sends an event, again and again for as long as `budget`; done when the dispatcher has said that it has it.
    ///
    /// # Errors
    /// If it has not said so. The event may have arrived all the same, unless it was refused.
    pub(super) async fn deliver(&self, event: &Event, budget: Duration) -> Result<(), DeliveryError> {
        let start = Instant::now();
        let mut retry = 1;
        if let Some(opens) = self.opens() {
            if opens > start + budget {
                return Err(DeliveryError::Later("it has asked to be left alone for a while".into()));
            }
            tokio::time::sleep_until(opens).await;
        }
        loop {
            let (reason, hint) = match self.attempt(event).await {
                Ok(response) if response.status().is_success() => return Ok(()),
                Ok(response) if is_final(response.status()) => {
                    return Err(DeliveryError::Rejected(rejection(response).await));
                }
                Ok(response) => {
                    let hint = retry_after(response.headers(), Timestamp::now());
                    (
                        format!("it answered {}", response.status().as_u16()),
                        hint.map(|wait| wait.min(MAX_RETRY_AFTER)),
                    )
                }
                Err(error) => (chain(&error.without_url()), None),
            };
            *self.closed.lock().unwrap_or_else(PoisonError::into_inner) =
                hint.map(|wait| Instant::now() + wait);
            // The dispatcher may ask for a longer wait than that, never for a shorter one.
            let wait = BACKOFF.wait(retry).max(hint.unwrap_or_default());
            if start.elapsed() + wait > budget {
                return Err(DeliveryError::Later(reason));
            }
            tracing::warn!(
                "The dispatcher has not taken an event: {reason}. It is sent again in {wait:.1?}."
            );
            tokio::time::sleep(wait).await;
            retry += 1;
        }
    }

    fn opens(&self) -> Option<Instant> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).filter(|opens| *opens > Instant::now())
    }

    async fn attempt(&self, event: &Event) -> reqwest::Result<Response> {
        let request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
        request.header("Idempotency-Key", &event.id).body(event.body.clone()).send().await
    }
}

/// Whether an event that was answered with this would be answered so again.
fn is_final(status: StatusCode) -> bool {
    let may_pass =
        [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    status.is_client_error() && !may_pass
}

async fn rejection(mut response: Response) -> Rejection {
    let (status, mut text) = (response.status(), Vec::new());
    // A text that does not come to its end tells enough.
    while let Ok(Some(chunk)) = response.chunk().await
        && text.len() < MAX_RESPONSE_BYTES
    {
        text.extend_from_slice(&chunk);
    }
    text.truncate(MAX_RESPONSE_BYTES);
    Rejection { status, response: String::from_utf8_lossy(&text).into_owned() }
}

/// The error with its causes, which say whether the connection was refused, say, or the name not found.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

pub(super) fn not_taken(reason: &str) -> PluginError {
    PluginError::from_preset(Preset::ConnectionError)
        .with_cause("The dispatcher has not taken an event.")
        .with_assistance(
            "Check that the orchestrator works and can be reached from here, then start the trigger again.",
        )
        .with_data(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_be_reached_is_the_callers_mistake() {
        for url in ["", "nonsense", "localhost:8000", "ftp://localhost/"] {
            assert!(Dispatcher::new(url).unwrap_err().to_string().contains("begins with http://"), "{url}");
        }
    }

    #[tokio::test]
    async fn without_an_answer_the_error_tells_why() {
        let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let dispatcher = Dispatcher::new(&format!("http://{nobody}/s3cret")).unwrap();
        let error = dispatcher.deliver(&Event::new(b"{}".to_vec()), Duration::ZERO).await.unwrap_err();
        let message = PluginError::from(error).to_string();
        assert!(message.contains("Connection refused") && !message.contains("s3cret"), "{message}");
    }
}
