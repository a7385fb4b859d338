//! Collects ranges of a text.

use std::ops::Range;

/// Ranges of a text. Ranges that arrive in the order of their ends are merged at once to save memory.
#[derive(Default)]
pub(super) struct Ranges(Vec<Range<usize>>);

impl Ranges {
    /// Adds a range.
    pub(super) fn push(&mut self, mut range: Range<usize>) {
        while let Some(last) = self.0.pop_if(|last| range.start <= last.end && last.end <= range.end) {
            range.start = range.start.min(last.start);
        }
        self.0.push(range);
    }

    /// The ranges, sorted and disjoint.
    pub(super) fn merged(mut self) -> Vec<Range<usize>> {
        self.0.sort_by_key(|range| range.start);
        self.0.dedup_by(|next, last| {
            let is_joined = next.start <= last.end;
            if is_joined {
                last.end = last.end.max(next.end);
            }
            is_joined
        });
        self.0
    }
}
