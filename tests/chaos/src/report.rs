//! Counts faults and events.

use crate::dispatcher::Arrival;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// The counts of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Kills of the plugin, apart from those for corruptions.
    pub kills: u32,
    /// Pauses of the plugin.
    pub pauses: u32,
    /// Times in which the dispatcher did not accept events.
    pub refusals: u32,
    /// Flipped bytes of the spool.
    pub corruptions: u32,
    /// The replies of triggers that exited by themselves.
    pub ended: Vec<String>,
    sent: u64,
    received: usize,
    dead_lettered: usize,
    repeated: usize,
    /// Lost in a record with a flipped byte.
    corrupted: usize,
    /// Lost otherwise.
    lost: Vec<u64>,
    /// First arrived after an event with a higher number.
    out_of_order: Vec<u64>,
    /// Arrived again under another key.
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
                // An event whose record is lost is sent again under a new key, if the state is lost too.
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

    /// Whether nothing went wrong.
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
    fn missing_events_without_an_explanation_are_lost() {
        assert!(count(&[(1, "a"), (2, "b"), (3, "c"), (4, "d")], &[], &[]).is_well());
        assert!(count(&[(1, "a"), (4, "d")], &[2], &[3]).is_well());
        let report = count(&[(1, "a"), (4, "d")], &[], &[3]);
        assert_eq!((report.is_well(), report.lost), (false, vec![2]));
    }

    #[test]
    fn events_may_repeat_but_not_arrive_out_of_order() {
        let all = [(1, "a"), (2, "b"), (1, "a"), (2, "b"), (3, "c"), (4, "d")];
        let report = count(&all, &[], &[]);
        assert_eq!((report.is_well(), report.repeated), (true, 2));
        let report = count(&[(1, "a"), (3, "c"), (2, "b"), (4, "d")], &[], &[]);
        assert_eq!((report.is_well(), report.out_of_order), (false, vec![2]));
        let report = count(&[(1, "a"), (2, "b"), (2, "x"), (3, "c"), (4, "d")], &[], &[]);
        assert_eq!((report.is_well(), report.other_key), (false, vec![2]));
    }
}
