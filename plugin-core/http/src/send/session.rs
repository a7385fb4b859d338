//! Decides whether a request is sent again with a new login after the API rejected the session.

use super::credentials::UsedSession;
use super::exchange::Exchange;
use crate::failure::Failure;

/// Drops a session that the API has rejected. Returns whether the request is sent again, which is limited for the whole call;
/// `replays` counts.
pub(super) fn may_replay(
    exchange: Exchange<'_>,
    used: &Option<UsedSession>,
    failure: &Failure,
    replays: &mut u32,
) -> bool {
    let (Some((session, credentials)), Some(status)) = (used, failure.status) else { return false };
    if !session.is_refused(status, &failure.body) {
        return false;
    }
    // This happens even without a replay, so that no other call sends the rejected session.
    session.forget(exchange.http.core(), credentials);
    let may_replay = *replays < session.replays();
    *replays += u32::from(may_replay);
    may_replay
}
