//! Ends the call at its deadline and logs one line for it. This is the outermost layer.

use super::exchange::Outcome;
use crate::build::Request;
use crate::call::Operation;
use crate::failure::{self, Failure};
use plugin_run::trace;
use std::pin::pin;
use std::time::Duration;
use tokio::time::Instant;

/// Executes a call. The request is `None` if it is invalid.
pub(super) async fn send<T>(
    operation: &'static Operation,
    request: Option<&Request>,
    work: impl Future<Output = Result<T, Box<Failure>>>,
    status_of: fn(&T) -> u16,
) -> Result<T, Box<Failure>> {
    let start = Instant::now();
    let time = request.map_or(Duration::MAX, Request::max_time);
    let (method, route) = (operation.method.as_str(), operation.route);
    // Each wrapping future moves its inner one. This one is large, so the others get a reference to it.
    let work = pin!(work);
    let work = async {
        let result = tokio::time::timeout(time, work)
            .await
            .unwrap_or_else(|_| Err(Failure::without_response(operation, failure::timed_out(time), false)));
        let status = match &result {
            Ok(value) => Some(status_of(value)),
            Err(failure) => failure.status,
        };
        trace::status(status);
        (result, Outcome(status))
    };
    let (result, outcome) = trace::call(method, route, work).await;
    tracing::info!("{method} {route}: {outcome} in {} ms", start.elapsed().as_millis());
    result
}
