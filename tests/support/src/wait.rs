//! Waits for a condition, and finds an address.

use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

/// How long a condition may take, on a machine under load.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Between two looks at a condition.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Waits until a condition holds.
///
/// # Panics
/// After a minute, with the name of the condition.
#[track_caller]
pub fn wait_until(condition: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < TIMEOUT, "after {TIMEOUT:?} it does not hold that {condition}");
        thread::sleep(POLL_INTERVAL);
    }
}

/// An address of this machine on which nothing listens.
pub fn unused_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap()
}
