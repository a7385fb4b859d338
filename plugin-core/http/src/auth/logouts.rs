//! Logouts under way, for which the end of the process waits a moment.

use futures_util::future::BoxFuture;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Notify;

/// How long the end of the process waits: an API that does not answer must not keep it.
const LOGOUT_TIMEOUT: Duration = Duration::from_secs(5);

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
static ENDED: Notify = Notify::const_new();

/// One that is under way, also if its runtime ends before it does.
struct Logout;

impl Drop for Logout {
    fn drop(&mut self) {
        UNDER_WAY.fetch_sub(1, Ordering::AcqRel);
        ENDED.notify_waiters();
    }
}

/// Carries out a logout in the background.
pub(super) fn begin(runtime: &Handle, work: BoxFuture<'static, ()>) {
    UNDER_WAY.fetch_add(1, Ordering::AcqRel);
    let logout = Logout;
    runtime.spawn(async move {
        let _logout = logout;
        work.await;
    });
}

/// Waits until none is under way, or for as long as anybody should.
pub async fn finish() {
    let all = async {
        loop {
            let ended = ENDED.notified();
            if UNDER_WAY.load(Ordering::Acquire) == 0 {
                return;
            }
            ended.await;
        }
    };
    let _ = tokio::time::timeout(LOGOUT_TIMEOUT, all).await;
}
