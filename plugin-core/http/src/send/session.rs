//! Sends a request again with a new login after the API has refused the session.

use super::credentials::UsedSession;
use super::exchange::Exchange;
use super::rate_limit;
use crate::auth::Auth;
use crate::failure::Failure;
use bytes::Bytes;
use reqwest::Response;

/// Replays the request as often as the session allows for the whole call; `replays` counts.
pub(super) async fn send(
    exchange: Exchange<'_>,
    mut body: Option<Bytes>,
    replays: &mut u32,
) -> Result<Response, Box<Failure>> {
    let may_replay = exchange.auth().iter().any(Auth::has_requests);
    loop {
        let mut used: Option<UsedSession> = None;
        let sent = if may_replay { body.clone() } else { body.take() };
        let failure = match rate_limit::send(exchange, sent, &mut used).await {
            Ok(response) => return Ok(response),
            Err(failure) => failure,
        };
        let (Some((session, credentials)), Some(status)) = (&used, failure.status) else {
            return Err(failure);
        };
        if !session.is_refused(status, &failure.body) {
            return Err(failure);
        }
        // Also if this call is not repeated: no other call should send it again.
        session.forget(exchange.http.core(), credentials);
        if *replays >= session.replays() {
            return Err(failure);
        }
        *replays += 1;
    }
}
