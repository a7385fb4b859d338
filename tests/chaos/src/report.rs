//! What became of the events.

use crate::dispatcher::Arrival;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// How many faults there were, and what became of the events.
#[derive(Debug, Default)]
pub struct Report {
    /// How often the plugin was killed, apart from corruptions.
    pub kills: u32,
    /// How often it was paused.
    pub pauses: u32,
    /// How often the dispatcher did not take events.
    pub refusals: u32,
    /// How often a byte of the spool flipped.
    pub corruptions: u32,
    /// The answers of a trigger that ended by itself.
    pub ended: Vec<String>,
    sent: u64,
    received: usize,
    dead_lettered: usize,
    repeated: usize,
    /// Lost in a record of which a byte flipped.
    corrupted: usize,
    /// Lost otherwise.
    lost: Vec<u64>,
    /// Came for the first time after one with a higher number.
    out_of_order: Vec<u64>,
    /// Came again under another key.
    other_key: Vec<u64>,
}

impl Report {
    /// Counts the events 1 to `sent`.
    pub fn count(
        mut self,
        sent: u64,
        arrivals: &[Arrival],
        dead_letters: &BTreeSet<u64>,
        corrupted: &BTreeSet<u64>,
    ) -> Self {
        let (mut keys, mut highest) = (HashMap::new(), 0);
        for Arrival { number, key } in arrivals {
            match keys.insert(*number, key) {
                None if *number < highest => self.out_of_order.push(*number),
                None => highest = *number,
                // An event whose record is gone is sent anew, if the state went with it.
                Some(earlier) if earlier != key && !corrupted.contains(number) => {
                    self.other_key.push(*number)
                }
                Some(_) => {}
            }
        }
        let missing = |number: &u64| !keys.contains_key(number) && !dead_letters.contains(number);
        let missing: Vec<u64> = (1..=sent).filter(missing).collect();
        self.lost = missing.iter().copied().filter(|number| !corrupted.contains(number)).collect();
        self.corrupted = missing.len() - self.lost.len();
        (self.sent, self.received, self.repeated) = (sent, keys.len(), arrivals.len() - keys.len());
        self.dead_lettered = dead_letters.len();
        self
    }

    /// Whether all is as it should be.
    pub fn is_well(&self) -> bool {
        self.sent > 0
            && self.ended.is_empty()
            && [&self.lost, &self.out_of_order, &self.other_key].iter().all(|numbers| numbers.is_empty())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, pauses, refusals, corruptions, .. } = self;
        writeln!(f, "{kills} kills, {pauses} pauses, {refusals} refusals, {corruptions} corruptions")?;
        writeln!(
            f,
            "| sent | received | lost | lost to corruption | repeated | under another key | out of order | dead-lettered |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|---|")?;
        let (lost, other_key, out_of_order) =
            (self.lost.len(), self.other_key.len(), self.out_of_order.len());
        write!(
            f,
            "| {} | {} | {lost} | {} | {} | {other_key} | {out_of_order} | {} |",
            self.sent, self.received, self.corrupted, self.repeated, self.dead_lettered
        )?;
        for (what, numbers) in [
            ("lost", &self.lost),
            ("under another key", &self.other_key),
            ("out of order", &self.out_of_order),
        ] {
            if !numbers.is_empty() {
                write!(f, "\n{what}: {:?}", &numbers[..numbers.len().min(20)])?;
            }
        }
        self.ended.iter().try_for_each(|reply| write!(f, "\nthe trigger ended by itself: {reply}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(arrivals: &[(u64, &str)], dead_letters: &[u64], corrupted: &[u64]) -> Report {
        let arrivals: Vec<_> = arrivals
            .iter()
            .map(|(number, key)| Arrival { number: *number, key: (*key).to_owned() })
            .collect();
        let set = |numbers: &[u64]| numbers.iter().copied().collect();
        Report::default().count(4, &arrivals, &set(dead_letters), &set(corrupted))
    }

    #[test]
    fn an_event_that_nothing_explains_is_lost() {
        assert!(count(&[(1, "a"), (2, "b"), (3, "c"), (4, "d")], &[], &[]).is_well());
        assert!(count(&[(1, "a"), (4, "d")], &[2], &[3]).is_well());
        let report = count(&[(1, "a"), (4, "d")], &[], &[3]);
        assert_eq!((report.is_well(), report.lost), (false, vec![2]));
    }

    #[test]
    fn an_event_may_come_again_and_not_too_late() {
        let all = [(1, "a"), (2, "b"), (1, "a"), (2, "b"), (3, "c"), (4, "d")];
        let report = count(&all, &[], &[]);
        assert_eq!((report.is_well(), report.repeated), (true, 2));
        let report = count(&[(1, "a"), (3, "c"), (2, "b"), (4, "d")], &[], &[]);
        assert_eq!((report.is_well(), report.out_of_order), (false, vec![2]));
        let report = count(&[(1, "a"), (2, "b"), (2, "x"), (3, "c"), (4, "d")], &[], &[]);
        assert_eq!((report.is_well(), report.other_key), (false, vec![2]));
    }
}
