//! Events that the dispatcher has not taken yet, kept on disk in their order until it does.

use crate::error::{PluginError, Result};
use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much is kept, in bytes. A trigger that has more to keep is ended, rather than to lose something.
const LONGEST: u64 = 16 << 20;

/// With so much that was sent in the file it is written anew rather than to be full.
const WASTE: u64 = LONGEST / 4;

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
    path: PathBuf,
    /// Locked, so that no other process writes into it.
    file: File,
    length: u64,
    /// How much of the file, at its beginning, was sent.
    sent: u64,
    events: VecDeque<Event>,
}

impl Spool {
    /// The spool at `path`, made if there is none. A record that was not written to its end is left out: its event was never
    /// said to be safe. So is one that has changed since. The file as it was is then kept aside.
    ///
    /// # Errors
    /// The server's, if the file cannot be used.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let opened = || {
            let mut file = locked(path)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let (events, length) = records(&bytes);
            let mut spool = Self { path: path.to_owned(), file, length: bytes.len() as u64, sent: 0, events };
            if length < spool.length {
                let aside = path.with_extension("spool.corrupt");
                fs::write(&aside, &bytes)?;
                tracing::error!(
                    "{} bytes of the spool are no whole events and left out; the file as it was is kept in {}.",
                    spool.length - length,
                    aside.display()
                );
                spool.write_anew()?;
            }
            Ok(spool)
        };
        opened().map_err(unusable)
    }

    /// Takes another file into use, in which there is only what waits.
    fn write_anew(&mut self) -> io::Result<()> {
        let beside = self.path.with_extension("spool.new");
        let mut file = locked(&beside)?;
        let bytes = self.events.iter().flat_map(record).collect::<Vec<_>>();
        file.set_len(0)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        (self.file, self.length, self.sent) = (file, bytes.len() as u64, 0);
        self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
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
        if self.length + record.len() as u64 > LONGEST && self.sent >= WASTE {
            self.write_anew().map_err(unusable)?;
        }
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
        self.sent += self.events.pop_front().map_or(0, |event| record(&event).len() as u64);
        if self.events.is_empty() {
            (self.length, self.sent) = (0, 0);
            let emptied =
                self.file.set_len(0).and_then(|()| self.file.rewind()).and_then(|()| self.file.sync_data());
            emptied.map_err(unusable)?;
        }
        Ok(())
    }
}

/// The file at `path`, for this process alone.
fn locked(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another process runs this trigger")),
        // Not every file system can lock.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

fn record(event: &Event) -> Vec<u8> {
    let payload = [event.id.as_bytes(), &event.body].concat();
    // The spool is shorter than 4 GiB.
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    [&length.to_le_bytes()[..], &crc32fast::hash(&payload).to_le_bytes(), &payload].concat()
}

/// The events whose records in `bytes` are whole, and how long these are.
fn records(mut bytes: &[u8]) -> (VecDeque<Event>, u64) {
    let (mut events, mut whole) = (VecDeque::new(), 0);
    while let Some((checksum, payload)) = first_record(bytes) {
        let length = HEAD + payload.len();
        if let Some(event) = event(payload).filter(|_| crc32fast::hash(payload) == checksum) {
            events.push_back(event);
            whole += length as u64;
        }
        bytes = &bytes[length..];
    }
    (events, whole)
}

/// Its checksum, and what that is of.
fn first_record(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let length = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let checksum = u32::from_le_bytes(bytes.get(4..HEAD)?.try_into().ok()?);
    Some((checksum, bytes.get(HEAD..HEAD.checked_add(length)?)?))
}

fn event(payload: &[u8]) -> Option<Event> {
    let (id, body) = payload.split_at_checked(32)?;
    Some(Event { id: String::from_utf8(id.to_vec()).ok()?, body: body.to_vec() })
}

fn unusable(error: io::Error) -> PluginError {
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
        let large = Event::new(vec![b'x'; (LONGEST / 2) as usize]);
        spool.push(large.clone()).unwrap();
        assert!(spool.push(large.clone()).unwrap_err().to_string().contains("full"));
        spool.push(event("small")).unwrap();
        drop(spool);
        assert_eq!(Spool::open(&path).unwrap().len(), 2);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_was_sent_does_not_fill_the_spool() {
        let path = path();
        let mut spool = Spool::open(&path).unwrap();
        for number in 0..20 {
            spool.push(Event::new(vec![b'0' + number; (LONGEST / 8) as usize])).unwrap();
            if number >= 3 {
                spool.pop().unwrap();
            }
        }
        let waiting = spool.events.clone();
        drop(spool);
        assert!(fs::metadata(&path).unwrap().len() <= LONGEST);
        let spool = Spool::open(&path).unwrap();
        assert_eq!(
            spool.events.iter().rev().take(3).collect::<Vec<_>>(),
            waiting.iter().rev().collect::<Vec<_>>()
        );
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn an_event_that_has_changed_takes_no_other_with_it() {
        let path = path();
        let events = [event("first"), event("second"), event("third")];
        let mut bytes = events.iter().flat_map(record).collect::<Vec<_>>();
        bytes[HEAD + 32 + 5 + HEAD + 32] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let spool = Spool::open(&path).unwrap();
        assert_eq!(spool.events, [events[0].clone(), events[2].clone()]);
        assert_eq!(fs::metadata(&path).unwrap().len(), spool.length);
        let aside = path.with_extension("spool.corrupt");
        assert_eq!(fs::read(&aside).unwrap(), bytes);
        [path, aside].iter().for_each(|file| fs::remove_file(file).unwrap());
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
            let bytes: Vec<u8> = events.iter().flat_map(record).collect();
            let (read, length) = records(&bytes[..bytes.len().saturating_sub(torn)]);
            prop_assert!(events.starts_with(&read.iter().cloned().collect::<Vec<_>>()));
            prop_assert_eq!(read.iter().map(|event| record(event).len() as u64).sum::<u64>(), length);
        }
    }
}
