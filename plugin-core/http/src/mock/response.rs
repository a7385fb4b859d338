//! Defines mock responses and failures.

use crate::client::TransportError;
use bytes::Bytes;
use futures_util::stream;
use plugin_schema::error::{PluginError, Preset};
use reqwest::{Body, ResponseBuilderExt, Url};
use serde::Serialize;
use std::time::Duration;

/// A response of a [`Stub`](super::Stub), or a failure to respond.
#[derive(Clone, Debug)]
#[must_use]
pub struct MockResponse(MockOutcome);

#[derive(Clone, Debug)]
enum MockOutcome {
    Response(ResponseParts),
    /// The connection fails.
    NoConnection,
    /// The response times out at once.
    TimedOut,
    /// No response arrives.
    Silent,
}

#[derive(Clone, Debug)]
struct ResponseParts {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    pace: Pace,
}

/// How the body arrives.
#[derive(Clone, Copy, Debug)]
enum Pace {
    AtOnce,
    /// One byte per interval.
    Slow(Duration),
    /// This many bytes, and then the connection breaks.
    Cut(usize),
}

impl MockResponse {
    /// A response with this status and without a body.
    pub fn status(status: u16) -> Self {
        Self(MockOutcome::Response(ResponseParts {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            pace: Pace::AtOnce,
        }))
    }

    /// A response with status 200 and a JSON body.
    pub fn json(value: impl Serialize) -> Self {
        let text = serde_json::to_string(&value).unwrap_or_default();
        Self::status(200).header("Content-Type", "application/json").body(text)
    }

    /// A failure to connect.
    pub fn refused() -> Self {
        Self(MockOutcome::NoConnection)
    }

    /// A timeout that is reported at once.
    pub fn timeout() -> Self {
        Self(MockOutcome::TimedOut)
    }

    /// No response arrives, which tests the timeouts of the client. Use it with the paused time of tokio.
    pub fn never() -> Self {
        Self(MockOutcome::Silent)
    }

    /// Adds a header.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.change(|answer| answer.headers.push((name.into(), value.into())))
    }

    /// Sets the body.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        self.change(|answer| answer.body = body.into().into())
    }

    /// Delays each byte of the body.
    pub fn slow(self, pace: Duration) -> Self {
        self.change(|answer| answer.pace = Pace::Slow(pace))
    }

    /// Breaks the connection after this many bytes of the body.
    pub fn cut_after(self, bytes: usize) -> Self {
        self.change(|answer| answer.pace = Pace::Cut(bytes))
    }

    fn change(mut self, change: impl FnOnce(&mut ResponseParts)) -> Self {
        if let MockOutcome::Response(answer) = &mut self.0 {
            change(answer);
        }
        self
    }

    pub(super) async fn response(self, url: &str) -> Result<reqwest::Response, TransportError> {
        let lost = |preset, text: &str, was_not_sent| {
            Err(TransportError {
                error: PluginError::from_preset(preset).with_data(format!("stub: {text}")),
                was_not_sent,
            })
        };
        match self.0 {
            MockOutcome::Response(parts) => {
                parts.response(url).or_else(|error| lost(Preset::Unknown, &error.to_string(), false))
            }
            MockOutcome::NoConnection => lost(Preset::ConnectionError, "connect", true),
            MockOutcome::TimedOut => lost(Preset::Timeout, "timeout", false),
            MockOutcome::Silent => std::future::pending().await,
        }
    }
}

impl ResponseParts {
    /// # Errors
    /// A header that is invalid.
    fn response(self, url: &str) -> http::Result<reqwest::Response> {
        let mut builder = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        if let Ok(url) = Url::parse(url) {
            builder = builder.url(url);
        }
        builder.body(body(self.body, self.pace)).map(Into::into)
    }
}

fn body(body: Bytes, pace: Pace) -> Body {
    type Chunk = std::io::Result<Bytes>;
    match pace {
        Pace::AtOnce => body.into(),
        Pace::Slow(pace) => Body::wrap_stream(stream::unfold(body, move |mut rest| async move {
            tokio::time::sleep(pace).await;
            let byte = (!rest.is_empty()).then(|| rest.split_to(1))?;
            Some((Chunk::Ok(byte), rest))
        })),
        Pace::Cut(length) => {
            let first = body.slice(..length.min(body.len()));
            let broken =
                std::io::Error::new(std::io::ErrorKind::ConnectionReset, "stub: the connection broke");
            Body::wrap_stream(stream::iter([Chunk::Ok(first), Err(broken)]))
        }
    }
}
