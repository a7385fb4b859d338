//! Sends events to the dispatcher, and retries until it accepts them.
//!
//! The client of `plugin_http` is not used: it takes its deadline, log and secrets from the run, and an event outlives its run.

use super::record::Event;
use jiff::Timestamp;
use plugin_http::{Backoff, retry_after};
use plugin_schema::error::{PluginError, Preset, Result};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode, Url};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The timeout of one attempt.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The wait before an event is sent again.
const BACKOFF: Backoff = Backoff { initial: Duration::from_millis(250), max: Duration::from_secs(10) };

/// The longest `Retry-After` that is respected.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(100);

/// How much of the response to a rejected event is read.
const MAX_RESPONSE_BYTES: usize = 4096;

/// Why the dispatcher does not have an event.
#[derive(Debug)]
pub(super) enum DeliveryError {
    /// A later attempt may succeed. Contains the reason.
    Later(String),
    /// The dispatcher rejected the event, and would reject it again.
    Rejected(Rejection),
}

/// The response of the dispatcher to an event that it rejects.
#[derive(Debug)]
pub(super) struct Rejection {
    pub(super) status: StatusCode,
    /// The beginning of the body.
    pub(super) response: String,
}

impl From<DeliveryError> for PluginError {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Later(reason) => delivery_error(&reason),
            DeliveryError::Rejected(Rejection { status, response }) => {
                Self::from_preset(Preset::ConnectionError)
                    .with_cause(format!("The dispatcher rejected an event with {status}."))
                    .with_assistance("Check the URL of the dispatcher, then start the trigger again.")
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
    /// The end of the wait that the last `Retry-After` requested.
    retry_at: Mutex<Option<Instant>>,
}

impl Dispatcher {
    /// # Errors
    /// A caller error if the URL does not begin with `http://` or `https://`.
    pub(super) fn new(url: &str) -> Result<Self> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| {
            PluginError::caller("The URL of the dispatcher must begin with http:// or https://.")
        })?;
        let client = plugin_http::client_builder(url.scheme() == "https")
            .connect_timeout(TIMEOUT / 2)
            .timeout(TIMEOUT)
            .build();
        let client = client.map_err(|error| PluginError::server(error.without_url()))?;
        Ok(Self { client, url, retry_at: Mutex::default() })
    }

    /// Sends an event and retries within `budget` until the dispatcher accepts it.
    ///
    /// # Errors
    /// If the dispatcher did not accept it. The event may have arrived nevertheless, unless it was rejected.
    pub(super) async fn deliver(&self, event: &Event, budget: Duration) -> Result<(), DeliveryError> {
        let start = Instant::now();
        let mut retry = 1;
        if let Some(retry_at) = self.retry_at() {
            if retry_at > start + budget {
                return Err(DeliveryError::Later("its last `Retry-After` has not passed".into()));
            }
            tokio::time::sleep_until(retry_at).await;
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
                        format!("it returned {}", response.status().as_u16()),
                        hint.map(|wait| wait.min(MAX_RETRY_AFTER)),
                    )
                }
                Err(error) => (chain(&error.without_url()), None),
            };
            *self.retry_at.lock().unwrap_or_else(PoisonError::into_inner) =
                hint.map(|wait| Instant::now() + wait);
            // `Retry-After` can lengthen the backoff and never shorten it.
            let wait = BACKOFF.wait(retry).max(hint.unwrap_or_default());
            if start.elapsed() + wait > budget {
                return Err(DeliveryError::Later(reason));
            }
            tracing::warn!(
                "The dispatcher did not accept an event: {reason}. The next attempt follows in {wait:.1?}."
            );
            tokio::time::sleep(wait).await;
            retry += 1;
        }
    }

    fn retry_at(&self) -> Option<Instant> {
        let retry_at = *self.retry_at.lock().unwrap_or_else(PoisonError::into_inner);
        retry_at.filter(|retry_at| *retry_at > Instant::now())
    }

    async fn attempt(&self, event: &Event) -> reqwest::Result<Response> {
        let request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
        request.header("Idempotency-Key", &event.key).body(event.body.clone()).send().await
    }
}

/// Whether a retry would return the same status.
fn is_final(status: StatusCode) -> bool {
    let is_temporary =
        [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    status.is_client_error() && !is_temporary
}

async fn rejection(mut response: Response) -> Rejection {
    let (status, mut text) = (response.status(), Vec::new());
    // The beginning is enough if the body breaks off.
    while let Ok(Some(chunk)) = response.chunk().await
        && text.len() < MAX_RESPONSE_BYTES
    {
        text.extend_from_slice(&chunk);
    }
    text.truncate(MAX_RESPONSE_BYTES);
    Rejection { status, response: String::from_utf8_lossy(&text).into_owned() }
}

/// The error with its causes, e.g. that the connection was refused or that the name was not found.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// The error for an event that the dispatcher did not accept.
pub(super) fn delivery_error(reason: &str) -> PluginError {
    PluginError::from_preset(Preset::ConnectionError)
        .with_cause("The dispatcher did not accept an event.")
        .with_assistance(
            "Check that the orchestrator runs and is reachable from here, then start the trigger again.",
        )
        .with_data(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_url_is_a_caller_error() {
        for url in ["", "nonsense", "localhost:8000", "ftp://localhost/"] {
            assert!(
                Dispatcher::new(url).unwrap_err().to_string().contains("must begin with http://"),
                "{url}"
            );
        }
    }

    #[tokio::test]
    async fn without_a_response_the_error_contains_the_cause() {
        let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let dispatcher = Dispatcher::new(&format!("http://{nobody}/s3cret")).unwrap();
        let error = dispatcher.deliver(&Event::new(b"{}".to_vec()), Duration::ZERO).await.unwrap_err();
        let message = PluginError::from(error).to_string();
        assert!(message.contains("Connection refused") && !message.contains("s3cret"), "{message}");
    }
}
