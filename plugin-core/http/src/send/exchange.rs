//! Defines the state of a running call that all layers share.

use crate::auth::Auth;
use crate::build::Request;
use crate::call::Operation;
use crate::client::Http;
use crate::failure::Failure;
use plugin_run::Run;
use plugin_schema::error::PluginError;
use std::fmt;
use std::time::Duration;
use tokio::time::Instant;

/// A running call.
#[derive(Clone, Copy)]
pub(super) struct Exchange<'a> {
    pub(super) http: &'a Http,
    pub(super) request: &'a Request,
    start: Instant,
    /// The number of the attempt, from 1.
    pub(super) attempt: u32,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(http: &'a Http, request: &'a Request) -> Self {
        Self { http, request, start: Instant::now(), attempt: 0 }
    }

    /// The call with its next attempt.
    pub(super) fn next_attempt(self) -> Self {
        Self { attempt: self.attempt + 1, ..self }
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.request.operation
    }

    /// The credentials of the client, unless this call sends none.
    pub(super) fn auth(&self) -> &'a [Auth] {
        if self.operation().is_anonymous { &[] } else { self.http.auth() }
    }

    /// The time left for the run and the call.
    pub(super) fn time_left(&self) -> Duration {
        let of_call = self.request.max_time().saturating_sub(self.start.elapsed());
        Run::with_current(Run::remaining).map_or(of_call, |of_run| of_run.min(of_call))
    }

    /// The error for an invalid request.
    pub(super) fn failure(&self, error: PluginError) -> Box<Failure> {
        Failure::without_response(self.operation(), error, false)
    }
}

/// The outcome of an attempt, for the log.
pub(super) struct Outcome(pub(super) Option<u16>);

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(status) => status.fmt(f),
            None => f.write_str("no answer"),
        }
    }
}
