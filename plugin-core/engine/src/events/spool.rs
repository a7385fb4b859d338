//! Events that the dispatcher has not taken yet, kept on disk in their order until it does, with the state that goes with them.
//!
//! The file is a row of records. Each begins with a marker that stands nowhere else, and has a checksum: damage costs the
//! record that it is in and no other.
//!
//! A database (redb) is no shorter way to keep events and state together: the state must stay the JSON file that the Python
//! runtime reads, so that no transaction would cover it.

use super::files;
use bytes::Bytes;
use memchr::memmem;
use plugin_schema::error::{PluginError, Result};
use std::collections::VecDeque;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much is kept, in bytes. A trigger that has more to keep is ended, rather than to lose something.
const MAX_SPOOL_BYTES: u64 = 16 << 20;

/// With so much that is no longer needed in the file it is written anew rather than to be full.
const COMPACT_THRESHOLD_BYTES: u64 = MAX_SPOOL_BYTES / 4;

/// Where a record begins. No text has these bytes, and no length that is taken.
const MARKER: [u8; 8] = [0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0xFA, 0xF9, 0xF8];

/// Before each payload: the marker, the checksum of what follows it, and the length of the payload. Numbers have their lowest
/// byte first.
const HEADER_BYTES: usize = MARKER.len() + 8;

/// How long the key of an event is, in bytes.
const KEY_BYTES: usize = 32;

/// An event, and the key by which a kind can tell a repetition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// 32 letters.
    pub(super) id: String,
    pub(super) body: Bytes,
}

impl Event {
    pub(super) fn new(body: Vec<u8>) -> Self {
        Self { id: format!("{:032x}", fastrand::u128(..)), body: body.into() }
    }
}

/// What is kept together: all of it or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    pub(super) events: Vec<Event>,
    /// The state that goes with the events, JSON text.
    pub(super) state: Option<Vec<u8>>,
}

/// The file, and what is in it.
#[derive(Debug)]
pub(super) struct Spool {
    path: PathBuf,
    /// Locked, so that no other process writes into it.
    file: File,
    length: u64,
    /// How much of the file is no longer needed: events that were sent, states that have a successor.
    unused_bytes: u64,
    events: VecDeque<Event>,
    /// The last state in the file, which is the newest there is: while the file holds one, all that follow go there first.
    state: Option<Vec<u8>>,
}

impl Spool {
    /// The spool at `path`, made if there is none. A record that was not written to its end is left out: it was never said to be
    /// safe. So is one that has changed since. A copy of the file as it was is then kept.
    ///
    /// # Errors
    /// The server's, if the file cannot be used.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let opened = || {
            let mut file = locked(path)?;
            files::sync_folder(path)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let (records, length) = records(&bytes);
            let mut spool = Self {
                path: path.to_owned(),
                file,
                length: bytes.len() as u64,
                unused_bytes: 0,
                events: VecDeque::new(),
                state: None,
            };
            records.into_iter().for_each(|record| spool.take(record));
            if length < spool.length {
                let copy = files::keep_copy(path, &bytes)?;
                tracing::error!(
                    "{} bytes of the spool are no whole records and left out; a copy of the file is kept in {copy}.",
                    spool.length - length,
                );
                spool.compact()?;
            }
            Ok(spool)
        };
        opened().map_err(io_error)
    }

    /// Takes another file into use, in which there is only what is needed. Each event has a record of its own.
    fn compact(&mut self) -> io::Result<()> {
        let beside = self.path.with_extension("spool.new");
        let mut file = locked(&beside)?;
        let state = self.state.clone().map(|state| Record { events: Vec::new(), state: Some(state) });
        let events = self.events.iter().map(|event| Record { events: vec![event.clone()], state: None });
        let bytes: Vec<u8> = events.chain(state).flat_map(|record| encode(&record)).collect();
        file.set_len(0)?;
        file.write_all(&bytes)?;
        files::rename(&file, &beside, &self.path)?;
        (self.file, self.length, self.unused_bytes) = (file, bytes.len() as u64, 0);
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// The event that is to be sent next.
    pub(super) fn first(&self) -> Option<&Event> {
        self.events.front()
    }

    /// The newest state, if the file holds one.
    pub(super) fn state(&self) -> Option<&[u8]> {
        self.state.as_deref()
    }

    /// Keeps a record; it is safe when this returns. A state alone is kept also in a spool that is full.
    ///
    /// # Errors
    /// The server's, if the spool or the disk is full. What was kept before stays.
    pub(super) fn push(&mut self, record: Record) -> Result<()> {
        let bytes = encode(&record);
        let is_full = |spool: &Self| spool.length + bytes.len() as u64 > MAX_SPOOL_BYTES;
        if is_full(self) && self.unused_bytes >= COMPACT_THRESHOLD_BYTES {
            self.compact().map_err(io_error)?;
        }
        if is_full(self) && !record.events.is_empty() {
            return Err(PluginError::server(format_args!(
                "The dispatcher takes no events, and the spool is full: {} events are kept, {} more are not.",
                self.events.len(),
                record.events.len()
            )));
        }
        if let Err(error) = self.file.write_all(&bytes).and_then(|()| self.file.sync_data()) {
            // A record that is there in part is cut off now, or else when the file is next opened.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(io_error(error));
        }
        self.length += bytes.len() as u64;
        self.take(record);
        Ok(())
    }

    fn take(&mut self, record: Record) {
        self.events.extend(record.events);
        if let Some(state) = record.state {
            self.unused_bytes += self.state.replace(state).map_or(0, |old| old.len() as u64);
        }
    }

    /// Forgets the first event, which is safe elsewhere. The file is emptied with the last one, and the state in it must be safe
    /// by then as well; if the process ends before, some are sent once more.
    pub(super) fn pop(&mut self) -> Result<()> {
        self.unused_bytes +=
            self.events.pop_front().map_or(0, |event| (HEADER_BYTES + KEY_BYTES + event.body.len()) as u64);
        if self.events.is_empty() {
            (self.length, self.unused_bytes, self.state) = (0, 0, None);
            let emptied =
                self.file.set_len(0).and_then(|()| self.file.rewind()).and_then(|()| self.file.sync_data());
            emptied.map_err(io_error)?;
        }
        Ok(())
    }
}

/// The file at `path`, for this process alone.
fn locked(path: &Path) -> io::Result<File> {
    let file = files::open(path)?;
    // Not every file system can lock.
    let is_mine = !matches!(file.try_lock(), Err(TryLockError::WouldBlock));
    // Whoever had the lock may have written the file anew before it was let go.
    match is_mine && files::is_at(&file, path)? {
        true => Ok(file),
        false => Err(io::Error::other("another process runs this trigger")),
    }
}

/// The bytes of a record. Its parts are a letter (`E` for an event, `S` for a state), their length and their bytes.
fn encode(record: &Record) -> Vec<u8> {
    let mut payload = Vec::new();
    let mut push = |letter: u8, parts: [&[u8]; 2]| {
        payload.push(letter);
        payload.extend_from_slice(&size(parts[0].len() + parts[1].len()));
        parts.iter().for_each(|part| payload.extend_from_slice(part));
    };
    record.events.iter().for_each(|event| push(b'E', [event.id.as_bytes(), &event.body]));
    if let Some(state) = &record.state {
        push(b'S', [state, &[]]);
    }
    let checked = [&size(payload.len())[..], &payload].concat();
    [&MARKER[..], &crc32fast::hash(&checked).to_le_bytes(), &checked].concat()
}

/// A longer one than can be written is not kept: the spool is shorter.
fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// The records in `bytes` that are whole, and how long these are together.
fn records(bytes: &[u8]) -> (Vec<Record>, u64) {
    let (mut records, mut whole) = (Vec::new(), 0);
    let mut starts = memmem::find_iter(bytes, &MARKER).peekable();
    while let Some(start) = starts.next() {
        // A length that has changed leads no further than to the next record.
        let end = starts.peek().copied().unwrap_or(bytes.len());
        if let Some((record, length)) = decode(&bytes[start..end]) {
            records.push(record);
            whole += length;
        }
    }
    (records, whole)
}

/// The record at the beginning of `bytes`, and how long it is.
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
            b'E' => record.events.push(event(part)?),
            _ => record.state = Some(part.to_vec()),
        }
        rest = &after[4 + part.len()..];
    }
    Some((record, (MARKER.len() + 4 + length) as u64))
}

fn number(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}

fn event(part: &[u8]) -> Option<Event> {
    let (id, body) = part.split_at_checked(KEY_BYTES)?;
    Some(Event { id: String::from_utf8(id.to_vec()).ok()?, body: Bytes::copy_from_slice(body) })
}

fn io_error(error: io::Error) -> PluginError {
    PluginError::server(format_args!("The spool of the trigger cannot be used: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs;

    fn path() -> PathBuf {
        std::env::temp_dir().join(format!("plugin-spool-{:x}", fastrand::u128(..)))
    }

    fn event(text: &str) -> Event {
        Event::new(text.as_bytes().to_vec())
    }

    fn one(event: &Event) -> Record {
        Record { events: vec![event.clone()], state: None }
    }

    fn push(spool: &mut Spool, event: Event) -> Result<()> {
        spool.push(one(&event))
    }

    fn file_of(events: &[Event]) -> Vec<u8> {
        events.iter().flat_map(|event| encode(&one(event))).collect()
    }

    #[test]
    fn what_is_kept_is_there_again_in_its_order() {
        let path = path();
        let events = [event("1"), event("2"), event("3")];
        let mut spool = Spool::open(&path).unwrap();
        events.iter().for_each(|event| push(&mut spool, event.clone()).unwrap());
        spool.pop().unwrap();
        assert_eq!(spool.first(), Some(&events[1]));
        // Ended now, the first would be sent once more, and none is lost.
        drop(spool);
        let mut spool = Spool::open(&path).unwrap();
        assert_eq!(spool.events, events);
        (0..3).for_each(|_| spool.pop().unwrap());
        drop(spool);
        assert_eq!(Spool::open(&path).unwrap().len(), 0);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_full_spool_says_so_and_keeps_what_it_has() {
        let path = path();
        let mut spool = Spool::open(&path).unwrap();
        let large = Event::new(vec![b'x'; (MAX_SPOOL_BYTES / 2) as usize]);
        push(&mut spool, large.clone()).unwrap();
        assert!(push(&mut spool, large.clone()).unwrap_err().to_string().contains("full"));
        push(&mut spool, event("small")).unwrap();
        drop(spool);
        assert_eq!(Spool::open(&path).unwrap().len(), 2);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_was_sent_does_not_fill_the_spool() {
        let path = path();
        let mut spool = Spool::open(&path).unwrap();
        for number in 0..20 {
            push(&mut spool, Event::new(vec![b'0' + number; (MAX_SPOOL_BYTES / 9) as usize])).unwrap();
            if number >= 3 {
                spool.pop().unwrap();
            }
        }
        let waiting = spool.events.clone();
        drop(spool);
        assert!(fs::metadata(&path).unwrap().len() <= MAX_SPOOL_BYTES);
        let spool = Spool::open(&path).unwrap();
        assert_eq!(
            spool.events.iter().rev().take(3).collect::<Vec<_>>(),
            waiting.iter().rev().collect::<Vec<_>>()
        );
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn whatever_byte_has_changed_no_other_event_goes_with_it() {
        let path = path();
        let events = [event("first"), event("second"), event("third")];
        let bytes = file_of(&events);
        let second = bytes.len() / 3..bytes.len() * 2 / 3;
        for (place, bit) in second.flat_map(|place| [(place, 1), (place, 0x80)]) {
            let mut bytes = bytes.clone();
            bytes[place] ^= bit;
            let (read, _) = records(&bytes);
            let keys: Vec<_> = read.iter().flat_map(|record| &record.events).collect();
            assert!(keys.starts_with(&[&events[0]]) && keys.ends_with(&[&events[2]]), "byte {place}");
        }
        for number in 1..=2 {
            let mut bytes = bytes.clone();
            let place = bytes.len() / 2 + number;
            bytes[place] ^= 1;
            fs::write(&path, &bytes).unwrap();
            let spool = Spool::open(&path).unwrap();
            assert_eq!(spool.events, [events[0].clone(), events[2].clone()]);
            assert_eq!(fs::metadata(&path).unwrap().len(), spool.length);
            let copy = PathBuf::from(format!("{}.corrupt-{number}", path.display()));
            assert_eq!(fs::read(&copy).unwrap(), bytes);
        }
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn the_newest_state_in_the_file_is_known_until_the_file_is_emptied() {
        let path = path();
        let mut spool = Spool::open(&path).unwrap();
        for state in ["1", "2"] {
            spool.push(Record { events: vec![event(state)], state: Some(state.into()) }).unwrap();
        }
        spool.compact().unwrap();
        drop(spool);
        let mut spool = Spool::open(&path).unwrap();
        assert_eq!((spool.len(), spool.state()), (2, Some(&b"2"[..])));
        (0..2).for_each(|_| spool.pop().unwrap());
        assert_eq!(spool.state(), None);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn nobody_else_uses_the_spool() {
        let path = path();
        let spool = Spool::open(&path).unwrap();
        assert!(Spool::open(&path).unwrap_err().to_string().contains("another process runs this trigger"));
        drop(spool);
        Spool::open(&path).unwrap();
        fs::remove_file(path).unwrap();
    }

    proptest! {
        #[test]
        fn whatever_is_torn_off_the_end_the_rest_is_whole(
            texts in proptest::collection::vec("[a-z]{0,40}", 1..5), torn in 1usize..60,
        ) {
            let events: Vec<_> = texts.iter().map(|text| event(text)).collect();
            let bytes = file_of(&events);
            let (read, length) = records(&bytes[..bytes.len().saturating_sub(torn)]);
            let read: Vec<_> = read.into_iter().flat_map(|record| record.events).collect();
            prop_assert!(events.starts_with(&read));
            prop_assert_eq!(file_of(&read).len() as u64, length);
        }
    }
}
