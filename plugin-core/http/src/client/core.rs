//! Holds the state that all clones of a client share.

use super::rate_limiter::RateLimiter;
use super::retry_budget::RetryBudget;
use super::transport::{Sender, TransportConfig};
use crate::call::{RateLimit, Retry};
use crate::failure::Failure;
use jiff::Timestamp;
use plugin_run::secrets::Redactor;
use plugin_schema::error::{PluginError, StatusTable};
use reqwest::Url;
use reqwest::header::HeaderMap;
use std::time::Duration;
use zeroize::Zeroizing;

/// The state that all clones of a client share, with any credentials.
pub(crate) struct Core {
    pub(super) settings: Settings,
    pub(super) transport: Sender,
    pub(super) budget: RetryBudget,
    pub(super) limiter: RateLimiter,
}

/// Settings of a client.
pub(crate) struct Settings {
    pub(crate) base: Url,
    pub(crate) bases: Vec<(String, Url)>,
    pub(crate) allowed_origins: Vec<Url>,
    pub(crate) headers: HeaderMap,
    pub(crate) query: String,
    /// The current secrets of the credentials. A login adds some.
    pub(crate) secrets: Box<SecretsOf>,
    pub(crate) errors: StatusTable,
    pub(crate) on_failure: Option<Box<OnFailure>>,
    pub(crate) max_body: usize,
    pub(crate) read_timeout: Duration,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) retry_budget: u32,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) max_pages: usize,
}

pub(crate) type OnFailure = dyn Fn(Failure) -> PluginError + Send + Sync;
pub(crate) type SecretsOf = dyn Fn() -> Vec<Zeroizing<String>> + Send + Sync;

impl Core {
    pub(super) fn new(settings: Settings, config: TransportConfig) -> Self {
        let budget = RetryBudget::of(settings.retry_budget);
        Self { settings, transport: Sender::new(config), budget, limiter: RateLimiter::default() }
    }

    /// The current time, or the time of the mock in a test.
    pub(crate) fn now(&self) -> Timestamp {
        self.transport.clock().now()
    }

    /// Masks the secrets of the client and `more`.
    pub(super) fn redactor(&self, more: impl Iterator<Item = Zeroizing<String>>) -> Redactor {
        let secrets: Vec<_> = (self.settings.secrets)().into_iter().chain(more).collect();
        Redactor::of_secrets(&secrets)
    }

    /// Maps the error of a call with `on_failure`, and masks the secrets of `redactor`.
    pub(super) fn error(&self, failure: Failure, redactor: &Redactor) -> PluginError {
        let error = match &self.settings.on_failure {
            Some(map) if !failure.is_final => map(failure),
            _ => failure.error,
        };
        error.redacted(redactor)
    }
}
