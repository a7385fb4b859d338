//! Retries a request after a temporary failure.

use super::exchange::{Exchange, Outcome};
use super::{rate_limit, redirect, session};
use crate::auth::Auth;
use crate::backoff::Backoff;
use crate::call::Retry;
use crate::failure::Failure;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Preset};
use reqwest::Response;
use std::time::Duration;

/// The backoff of a retry without `Retry-After`.
const BACKOFF: Backoff = Backoff { initial: Duration::from_secs(1), max: Duration::from_secs(30) };

/// Sends a request until it succeeds or no retry is allowed.
pub(super) async fn send(mut exchange: Exchange<'_>) -> Result<Response, Box<Failure>> {
    let retry = exchange.operation().retry.or(exchange.http.settings().retry);
    let may_repeat = retry.is_some() || exchange.auth().iter().any(Auth::has_requests);
    let mut body = exchange.request.body();
    let (mut retries, mut replays) = (0, 0);
    loop {
        exchange = exchange.next_attempt();
        rate_limit::wait(exchange).await?;
        let mut used = None;
        // The body is cloned only if a retry may need it.
        let sent = if may_repeat { body.clone() } else { body.take() };
        let failure = match redirect::send(exchange, sent, &mut used).await {
            Ok(response) => {
                exchange.http.budget().succeed();
                return Ok(response);
            }
            Err(failure) => failure,
        };
        if session::may_replay(exchange, &used, &failure, &mut replays) {
            continue;
        }
        retries += 1;
        let wait = backoff(exchange, retry, retries, failure)?;
        exchange.http.transport().sleep(wait).await;
    }
}

/// The wait before retry `number`. The API can set it, up to the deadline.
///
/// # Errors
/// The failure, if the request is not sent again. The log contains the reason, unless the call has no retries.
fn backoff(
    exchange: Exchange<'_>,
    retry: Option<Retry>,
    number: u32,
    mut failure: Box<Failure>,
) -> Result<Duration, Box<Failure>> {
    let is_for = |retry: &Retry| number <= retry.max() && retry.is_for(failure.status, failure.was_not_sent);
    let Some(retry) = retry.filter(is_for) else { return Err(failure) };
    let (operation, outcome) = (exchange.operation(), Outcome(failure.status));
    if !(operation.is_idempotent() || failure.was_not_carried_out()) {
        tracing::info!(
            "{operation}: {outcome}, not sent again: it may have been carried out, and is not `idempotent`"
        );
        return Err(failure);
    }
    let now = exchange.http.now();
    let hint = retry.hint(&failure.headers, now);
    let wait = hint.unwrap_or_else(|| BACKOFF.wait(number));
    if wait >= exchange.time_left() {
        match hint {
            Some(hint) => failure.error = beyond_deadline(failure.error, hint, now),
            None => tracing::info!("{operation}: {outcome}, not sent again: no time is left"),
        }
        return Err(failure);
    }
    let budget = exchange.http.budget();
    if !budget.take() {
        tracing::warn!("{operation}: {outcome}, not sent again: the retry budget is used up");
        failure.error = beyond_budget(failure.error, budget.retries());
        return Err(failure);
    }
    tracing::info!("{operation}: {outcome}, trying again in {} ms", wait.as_millis());
    Ok(wait)
}

/// The error if the retry budget is exhausted.
fn beyond_budget(error: PluginError, retries: u32) -> PluginError {
    let assistance = error.assistance().to_owned();
    error.with_assistance(format!(
        "{assistance} The request was not sent again: the retry budget of the client, {retries}, is used up."
    ))
}

/// The error if the API requires a wait beyond the deadline of the run or the call.
fn beyond_deadline(error: PluginError, wait: Duration, now: Timestamp) -> PluginError {
    let when =
        now.saturating_add(wait).map_or_else(|_| "much later".to_owned(), |time| format!("after {time}"));
    let status = error.status();
    let rate_limited = PluginError::from_preset(Preset::RateLimit)
        .with_assistance(format!("Rate limited: the API allows the next request {when}, which is after the deadline of this run or call."))
        .with_data(error.data());
    status.into_iter().fold(rate_limited, PluginError::with_status)
}
