//! Limits the retries of a client.

use std::sync::atomic::{AtomicU64, Ordering};

/// The retry budget of a client. A retry costs ten times what a success adds. This limits the load on an API that is down.
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

    /// The maximum number of retries.
    pub(crate) fn retries(&self) -> u32 {
        self.retries
    }

    pub(crate) fn succeed(&self) {
        // A full budget is not written, so that successful calls do not contend for it.
        if self.left.load(Ordering::Relaxed) < u64::from(self.retries) * Self::COST {
            self.left.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes a retry if one is left.
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
