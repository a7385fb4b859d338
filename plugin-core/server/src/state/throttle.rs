//! Bounds how often the same event is logged.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_secs(1);

/// Allows one line in each [`INTERVAL`], since a caller that causes log lines could fill a disk with them.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: Option<Instant>,
    omitted: usize,
}

impl Throttle {
    /// How many lines were omitted since the last one, or `None` if the next line must be omitted too.
    pub(crate) fn pass(&self) -> Option<usize> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.last.is_some_and(|last| last.elapsed() < INTERVAL) {
            state.omitted += 1;
            return None;
        }
        state.last = Some(Instant::now());
        Some(std::mem::take(&mut state.omitted))
    }
}
