//! Runs logouts in the background. The exit of the process waits for them.

use futures_util::future::BoxFuture;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Notify;

/// How long the exit of the process waits. An API that does not respond must not prevent the exit.
const LOGOUT_TIMEOUT: Duration = Duration::from_secs(5);

static RUNNING_LOGOUTS: AtomicUsize = AtomicUsize::new(0);
static LOGOUT_ENDED: Notify = Notify::const_new();

/// A running logout. The drop decrements the count, also if the runtime ends first.
struct Logout;

impl Drop for Logout {
    fn drop(&mut self) {
        RUNNING_LOGOUTS.fetch_sub(1, Ordering::AcqRel);
        LOGOUT_ENDED.notify_waiters();
    }
}

/// Starts a logout in the background.
pub(super) fn begin(runtime: &Handle, work: BoxFuture<'static, ()>) {
    RUNNING_LOGOUTS.fetch_add(1, Ordering::AcqRel);
    let logout = Logout;
    runtime.spawn(async move {
        let _logout = logout;
        work.await;
    });
}

/// Waits until all logouts are complete, for a limited time.
pub async fn finish() {
    let all = async {
        loop {
            let ended = LOGOUT_ENDED.notified();
            if RUNNING_LOGOUTS.load(Ordering::Acquire) == 0 {
                return;
            }
            ended.await;
        }
    };
    let _ = tokio::time::timeout(LOGOUT_TIMEOUT, all).await;
}
