//! Flips a byte of the spool, and names the events that this loses.

use crate::error::Result;
use fastrand::Rng;
use memchr::memmem;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where a record of the spool begins.
const MARKER: [u8; 8] = [0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0xFA, 0xF9, 0xF8];

/// Flips a byte of the spool while no process writes it. Returns the numbers of the events in its record; `None` if the
/// spool is empty.
pub fn corrupt(path: &Path, random: &mut Rng) -> Result<Option<BTreeSet<u64>>> {
    let mut bytes = fs::read(path).unwrap_or_default();
    if bytes.is_empty() {
        return Ok(None);
    }
    let at = random.usize(..bytes.len());
    let numbers = numbers(record(&bytes, at));
    bytes[at] ^= 1 << random.u32(..8);
    fs::write(path, bytes)?;
    Ok(Some(numbers))
}

/// The record of a byte.
fn record(bytes: &[u8], at: usize) -> &[u8] {
    let starts = || memmem::find_iter(bytes, &MARKER);
    let start = starts().take_while(|start| *start <= at).last().unwrap_or(0);
    let end = starts().find(|start| *start > at).unwrap_or(bytes.len());
    &bytes[start..end]
}

/// The numbers of the events in a record.
fn numbers(record: &[u8]) -> BTreeSet<u64> {
    let key = b"\"number\":";
    let digits = |start: usize| record[start + key.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    let number = |start| digits(start).fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    memmem::find_iter(record, key).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_byte_loses_its_record() {
        let one = [&MARKER[..], b"{\"number\":12}"].concat();
        let two = [&MARKER[..], b"{\"number\":7}, {\"number\":8}"].concat();
        let bytes = [&one[..], &two].concat();
        for at in 0..bytes.len() {
            let expected: &[u64] = if at < one.len() { &[12] } else { &[7, 8] };
            assert!(numbers(record(&bytes, at)).iter().eq(expected), "{at}");
        }
    }
}
