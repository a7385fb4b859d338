//! What all layers know of the call that is under way.

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

/// A call that is under way.
#[derive(Clone, Copy)]
pub(super) struct Exchange<'a> {
    pub(super) http: &'a Http,
    pub(super) request: &'a Request,
    start: Instant,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(http: &'a Http, request: &'a Request) -> Self {
        Self { http, request, start: Instant::now() }
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.request.operation
    }

    /// The credentials of the client, unless this call goes without.
    pub(super) fn auth(&self) -> &'a [Auth] {
        if self.operation().is_anonymous { &[] } else { self.http.auth() }
    }

    /// How long the run and the call may still take.
    pub(super) fn time_left(&self) -> Duration {
        let of_call = self.request.max_time().saturating_sub(self.start.elapsed());
        Run::with_current(Run::remaining).map_or(of_call, |of_run| of_run.min(of_call))
    }

    /// The request cannot be sent.
    pub(super) fn failure(&self, error: PluginError) -> Box<Failure> {
        Failure::without_response(self.operation(), error, false)
    }
}

/// How a try ended, for the log.
pub(super) struct Outcome(pub(super) Option<u16>);

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(status) => status.fmt(f),
            None => f.write_str("no answer"),
        }
    }
}
