//! Encodes and decodes the records of a spool.
//!
//! Each record begins with a marker that occurs nowhere else, and has a checksum, so damage costs only the record that it is in.

use bytes::Bytes;
use memchr::memmem;

/// The beginning of a record. UTF-8 text never contains these bytes, and neither does a valid length.
const MARKER: [u8; 8] = [0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0xFA, 0xF9, 0xF8];

/// The size of a header: the marker, the checksum of the rest, and the length of the payload. Numbers are little-endian.
const HEADER_BYTES: usize = MARKER.len() + 8;

/// The size of the key of an event.
const KEY_BYTES: usize = 32;

/// An event and its `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// 32 hexadecimal digits.
    pub(super) key: String,
    pub(super) body: Bytes,
}

impl Event {
    pub(super) fn new(body: Vec<u8>) -> Self {
        Self { key: format!("{:032x}", fastrand::u128(..)), body: body.into() }
    }

    /// The size of a record with only this event.
    pub(super) fn record_bytes(&self) -> u64 {
        (HEADER_BYTES + KEY_BYTES + self.body.len()) as u64
    }
}

/// Events and a state that are stored atomically.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    pub(super) events: Vec<Event>,
    /// The state after these events, as JSON text.
    pub(super) state: Option<Vec<u8>>,
}

/// Encodes a record. Each part is a letter (`E` for an event, `S` for a state), the length of its bytes, and its bytes.
pub(super) fn encode(record: &Record) -> Vec<u8> {
    let mut payload = Vec::new();
    let mut push = |letter: u8, parts: [&[u8]; 2]| {
        payload.push(letter);
        payload.extend_from_slice(&size(parts[0].len() + parts[1].len()));
        parts.iter().for_each(|part| payload.extend_from_slice(part));
    };
    record.events.iter().for_each(|event| push(b'E', [event.key.as_bytes(), &event.body]));
    if let Some(state) = &record.state {
        push(b'S', [state, &[]]);
    }
    let checked = [&size(payload.len())[..], &payload].concat();
    [&MARKER[..], &crc32fast::hash(&checked).to_le_bytes(), &checked].concat()
}

/// Encodes a length. The spool rejects a record long before its length overflows.
fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// Decodes the whole records in `bytes`. Also returns their size together.
pub(super) fn decode_all(bytes: &[u8]) -> (Vec<Record>, u64) {
    let (mut records, mut whole) = (Vec::new(), 0);
    let mut starts = memmem::find_iter(bytes, &MARKER).peekable();
    while let Some(start) = starts.next() {
        // A damaged length cannot reach into the next record.
        let end = starts.peek().copied().unwrap_or(bytes.len());
        if let Some((record, length)) = decode(&bytes[start..end]) {
            records.push(record);
            whole += length;
        }
    }
    (records, whole)
}

/// Decodes the record at the beginning of `bytes`. Also returns its size.
fn decode(bytes: &[u8]) -> Option<(Record, u64)> {
    let (checksum, checked) = bytes.get(MARKER.len()..)?.split_first_chunk()?;
    let length = HEADER_BYTES - MARKER.len() - 4 + number(checked)?;
    let checked = checked.get(..length)?;
    if crc32fast::hash(checked) != u32::from_le_bytes(*checksum) {
        return None;
    }
    let (mut record, mut rest) = (Record::default(), &checked[4..]);
    while let Some((letter, after)) = rest.split_first() {
        let part = after.get(4..4 + number(after)?)?;
        match letter {
            b'E' => record.events.push(decode_event(part)?),
            _ => record.state = Some(part.to_vec()),
        }
        rest = &after[4 + part.len()..];
    }
    Some((record, (MARKER.len() + 4 + length) as u64))
}

fn number(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}

fn decode_event(part: &[u8]) -> Option<Event> {
    let (key, body) = part.split_at_checked(KEY_BYTES)?;
    Some(Event { key: String::from_utf8(key.to_vec()).ok()?, body: Bytes::copy_from_slice(body) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(text: &str) -> Event {
        Event::new(text.as_bytes().to_vec())
    }

    fn encode_events(events: &[Event]) -> Vec<u8> {
        let record = |event: &Event| Record { events: vec![event.clone()], state: None };
        events.iter().flat_map(|event| encode(&record(event))).collect()
    }

    #[test]
    fn a_changed_byte_costs_no_other_record() {
        let events = [event("first"), event("second"), event("third")];
        let bytes = encode_events(&events);
        let second = bytes.len() / 3..bytes.len() * 2 / 3;
        for (place, bit) in second.flat_map(|place| [(place, 1), (place, 0x80)]) {
            let mut bytes = bytes.clone();
            bytes[place] ^= bit;
            let (records, _) = decode_all(&bytes);
            let decoded: Vec<_> = records.iter().flat_map(|record| &record.events).collect();
            assert!(decoded.starts_with(&[&events[0]]) && decoded.ends_with(&[&events[2]]), "byte {place}");
        }
    }

    proptest! {
        #[test]
        fn a_truncated_file_yields_its_whole_records(
            texts in proptest::collection::vec("[a-z]{0,40}", 1..5), missing in 1usize..60,
        ) {
            let events: Vec<_> = texts.iter().map(|text| event(text)).collect();
            let bytes = encode_events(&events);
            let (records, length) = decode_all(&bytes[..bytes.len().saturating_sub(missing)]);
            let decoded: Vec<_> = records.into_iter().flat_map(|record| record.events).collect();
            prop_assert!(events.starts_with(&decoded));
            prop_assert_eq!(encode_events(&decoded).len() as u64, length);
        }
    }
}
