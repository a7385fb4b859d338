//! Events that the dispatcher has not taken yet, kept on disk in their order until it does.

use crate::error::{PluginError, Result};
use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// How much is kept, in bytes. A trigger that has more to keep is ended, rather than to lose something.
const LONGEST: u64 = 16 << 20;

/// Before each record: its length and its checksum, both four bytes with the lowest first.
const HEAD: usize = 8;

/// An event, and the ID by which a receiver can tell a repetition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// 32 letters.
    pub(super) id: String,
    pub(super) body: Vec<u8>,
}

impl Event {
    pub(super) fn new(body: Vec<u8>) -> Self {
        Self { id: format!("{:032x}", fastrand::u128(..)), body }
    }
}

/// The file, and what is in it.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    length: u64,
    events: VecDeque<Event>,
}

impl Spool {
    /// The spool at `path`, made if there is none. A record that was not written to its end is cut off: its event was never
    /// said to be safe.
    ///
    /// # Errors
    /// The server's, if the file cannot be used.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let opened = || {
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let (events, length) = records(&bytes);
            if length < bytes.len() as u64 {
                tracing::warn!(
                    "The last record of the spool is cut off, since it was not written to its end."
                );
                file.set_len(length)?;
            }
            file.seek(SeekFrom::Start(length))?;
            Ok(Self { file, length, events })
        };
        opened().map_err(unusable)
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// The event that is to be sent next.
    pub(super) fn first(&self) -> Option<&Event> {
        self.events.front()
    }

    /// Keeps an event; it is safe when this returns.
    ///
    /// # Errors
    /// The server's, if the spool or the disk is full. What was kept before stays.
    pub(super) fn push(&mut self, event: Event) -> Result<()> {
        let record = record(&event);
        if self.length + record.len() as u64 > LONGEST {
            return Err(PluginError::server(format_args!(
                "The dispatcher takes no events, and the spool is full: {} events are kept, this one is not.",
                self.events.len()
            )));
        }
        if let Err(error) = self.file.write_all(&record).and_then(|()| self.file.sync_data()) {
            // A record that is there in part is cut off now, or else when the file is next opened.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(unusable(error));
        }
        self.length += record.len() as u64;
        self.events.push_back(event);
        Ok(())
    }

    /// Forgets the first event, which the dispatcher has. The file is emptied with the last one; if the process ends before,
    /// some are sent once more.
    pub(super) fn pop(&mut self) -> Result<()> {
        self.events.pop_front();
        if self.events.is_empty() {
            self.length = 0;
            let emptied =
                self.file.set_len(0).and_then(|()| self.file.rewind()).and_then(|()| self.file.sync_data());
            emptied.map_err(unusable)?;
        }
        Ok(())
    }
}

fn record(event: &Event) -> Vec<u8> {
    let payload = [event.id.as_bytes(), &event.body].concat();
    // The spool is shorter than 4 GiB.
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    [&length.to_le_bytes()[..], &crc32fast::hash(&payload).to_le_bytes(), &payload].concat()
}

/// The whole records at the beginning of `bytes`, and how long they are.
fn records(bytes: &[u8]) -> (VecDeque<Event>, u64) {
    let mut events = VecDeque::new();
    let mut at = 0;
    while let Some((event, length)) = first_record(&bytes[at..]) {
        events.push_back(event);
        at += length;
    }
    (events, at as u64)
}

fn first_record(bytes: &[u8]) -> Option<(Event, usize)> {
    let length = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let checksum = u32::from_le_bytes(bytes.get(4..HEAD)?.try_into().ok()?);
    let payload = bytes.get(HEAD..HEAD.checked_add(length)?)?;
    let (id, body) = payload.split_at_checked(32)?;
    let id = String::from_utf8(id.to_vec()).ok()?;
    (crc32fast::hash(payload) == checksum).then(|| (Event { id, body: body.to_vec() }, HEAD + length))
}

fn unusable(error: std::io::Error) -> PluginError {
    PluginError::server(format_args!("The spool of the trigger cannot be used: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::PathBuf;

    fn path() -> PathBuf {
        std::env::temp_dir().join(format!("plugin-spool-{:x}", fastrand::u128(..)))
    }

    fn event(text: &str) -> Event {
        Event::new(text.as_bytes().to_vec())
    }

    #[test]
    fn what_is_kept_is_there_again_in_its_order() {
        let path = path();
        let events = [event("1"), event("2"), event("3")];
        let mut spool = Spool::open(&path).unwrap();
        events.iter().for_each(|event| spool.push(event.clone()).unwrap());
        spool.pop().unwrap();
        assert_eq!(spool.first(), Some(&events[1]));
        // Ended now, the first would be sent once more, and none is lost.
        assert_eq!(Spool::open(&path).unwrap().events, events);
        spool.pop().unwrap();
        spool.pop().unwrap();
        assert_eq!(Spool::open(&path).unwrap().len(), 0);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_full_spool_says_so_and_keeps_what_it_has() {
        let path = path();
        let mut spool = Spool::open(&path).unwrap();
        let large = Event::new(vec![b'x'; (LONGEST / 2) as usize]);
        spool.push(large.clone()).unwrap();
        assert!(spool.push(large.clone()).unwrap_err().to_string().contains("full"));
        spool.push(event("small")).unwrap();
        assert_eq!(Spool::open(&path).unwrap().len(), 2);
        std::fs::remove_file(path).unwrap();
    }

    proptest! {
        #[test]
        fn whatever_is_torn_off_the_end_the_rest_is_whole(
            texts in proptest::collection::vec("[a-z]{0,40}", 1..5), torn in 1usize..60,
        ) {
            let events: Vec<_> = texts.iter().map(|text| event(text)).collect();
            let bytes: Vec<u8> = events.iter().flat_map(record).collect();
            let (read, length) = records(&bytes[..bytes.len().saturating_sub(torn)]);
            prop_assert!(events.starts_with(&read.iter().cloned().collect::<Vec<_>>()));
            prop_assert_eq!(read.iter().map(|event| record(event).len() as u64).sum::<u64>(), length);
        }
    }
}
