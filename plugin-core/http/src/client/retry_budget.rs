//! How many retries a client may afford.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many retries a client may afford: each costs ten times of what a success gives back, so that an API that is down is not
/// asked more for being down.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    retries: u32,
    left: AtomicU64,
}

impl RetryBudget {
    const COST: u64 = 10;

    pub(crate) fn of(retries: u32) -> Self {
        Self { retries, left: AtomicU64::new(u64::from(retries) * Self::COST) }
    }

    /// How many retries it has when it is full.
    pub(crate) fn retries(&self) -> u32 {
        self.retries
    }

    pub(crate) fn succeed(&self) {
        // Only when there is something to fill up, so that well-going calls share nothing.
        if self.left.load(Ordering::Relaxed) < u64::from(self.retries) * Self::COST {
            self.left.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes a retry, if there is one left.
    pub(crate) fn take(&self) -> bool {
        let take = |left: u64| left.checked_sub(Self::COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends_and_comes_back() {
        let budget = RetryBudget::of(20);
        assert_eq!((0..100).filter(|_| budget.take()).count(), 20);
        (0..10).for_each(|_| budget.succeed());
        assert!(budget.take() && !budget.take());
    }
}
