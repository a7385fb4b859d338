//! Computes the wait before a retry for which the API gives no time.

use std::time::Duration;

/// Exponential backoff with full jitter, so that clients do not retry at the same time.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The upper bound of the wait before the first retry. It doubles for each further retry.
    pub initial: Duration,
    /// The upper bound of every wait.
    pub max: Duration,
}

impl Backoff {
    /// The wait before retry `number`, which starts at 1.
    pub fn wait(self, number: u32) -> Duration {
        let factor = 1_u32.checked_shl(number.saturating_sub(1)).unwrap_or(u32::MAX);
        self.initial.saturating_mul(factor).min(self.max).mul_f64(fastrand::f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_wait_is_longer_than_its_bounds(number in 1_u32.., initial in 0_u64..1000, max in 0_u64..100_000) {
            let backoff = Backoff { initial: Duration::from_millis(initial), max: Duration::from_millis(max) };
            prop_assert!(backoff.wait(number) <= backoff.max);
            prop_assert!(backoff.wait(1) <= backoff.initial);
        }
    }
}
