//! Waits for the permits of the rate limits.

use super::exchange::Exchange;
use crate::call::RateLimit;
use crate::failure::Failure;
use crate::log;
use plugin_schema::error::{PluginError, Preset};
use std::time::Duration;

/// Waits until all limits allow the request, and only then takes a permit of each.
pub(super) async fn wait(exchange: Exchange<'_>) -> Result<(), Box<Failure>> {
    let (own, common) = (exchange.operation().rate_limit, exchange.http.settings().rate_limit);
    let transport = exchange.http.transport();
    let start = log::start(exchange.http);
    let mut turns = Vec::new();
    // A limit that the call and its client share applies once.
    for limit in own.into_iter().chain(common.filter(|_| common != own)) {
        let now = transport.instant();
        let deadline = now.checked_add(exchange.time_left()).unwrap_or(now);
        let turn = exchange.http.limiter().wait(limit, transport, deadline).await;
        turns.push(turn.map_err(|wait| exchange.failure(beyond_deadline(limit, wait)))?);
    }
    turns.into_iter().for_each(|turn| turn.take(transport.instant()));
    log::rate_limit(exchange.http, exchange.operation(), exchange.attempt, start);
    Ok(())
}

/// The error if the wait would exceed the deadline.
fn beyond_deadline(limit: RateLimit, wait: Duration) -> PluginError {
    let RateLimit { count, per, .. } = limit;
    let calls = if count == 1 { "call" } else { "calls" };
    PluginError::from_preset(Preset::RateLimit).with_assistance(format!(
        "The limit of the client is {count} {calls} in {per:?}: this call would wait {wait:.0?}, which is longer than the run or the \
         call has time for. Send fewer calls at once, or give the step a longer timeout."
    ))
}
