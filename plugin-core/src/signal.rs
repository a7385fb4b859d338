//! How a process, or a trigger within it, is told to end.

#[cfg(feature = "api")]
use tokio::sync::watch;

/// Until the operating system asks the process to end.
#[cfg(unix)]
pub(crate) async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
pub(crate) async fn ended() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

/// Tells, once and for all who ask, that it is time to end.
#[cfg(feature = "api")]
#[derive(Clone, Debug)]
pub(crate) struct End(watch::Receiver<bool>);

#[cfg(feature = "api")]
impl End {
    /// What tells, and what is told.
    pub(crate) fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// The end of this process. A signal that comes while nobody waits is not lost.
    pub(crate) fn of_process() -> Self {
        let (sender, end) = Self::new();
        tokio::spawn(async move {
            ended().await;
            sender.send_replace(true);
        });
        end
    }

    pub(crate) fn is_told(&self) -> bool {
        *self.0.borrow()
    }

    pub(crate) async fn told(&self) {
        if self.0.clone().wait_for(|told| *told).await.is_err() {
            // Nobody is left who could tell.
            std::future::pending().await
        }
    }
}
