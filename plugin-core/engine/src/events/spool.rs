//! Stores pending events on disk in their order, with the state that belongs to them. The file is a sequence of records.
//!
//! A database (redb) would not make this shorter: the state must stay in the JSON file that the Python runtime reads, and no
//! transaction would cover that file.

use super::files;
use super::record::{Event, Record, decode_all, encode};
use plugin_schema::error::{PluginError, Result};
use std::collections::VecDeque;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The maximum size of the file. A trigger with more pending events fails, so that it loses none.
const MAX_SPOOL_BYTES: u64 = 16 << 20;

/// A full file with this many unused bytes is compacted.
const COMPACT_THRESHOLD_BYTES: u64 = MAX_SPOOL_BYTES / 4;

/// The file and its content.
#[derive(Debug)]
pub(super) struct Spool {
    path: PathBuf,
    /// Locked against other processes.
    file: File,
    length: u64,
    /// The size of delivered events and replaced states in the file.
    unused_bytes: u64,
    events: VecDeque<Event>,
    /// The last state in the file, which is the newest one: while the file contains a state, later ones are stored here first.
    state: Option<Vec<u8>>,
}

impl Spool {
    /// Opens the spool at `path`, and creates it if there is none. Skips incomplete records, which were never confirmed, and
    /// damaged ones. In this case it stores a copy of the file.
    ///
    /// # Errors
    /// A server error if the file cannot be used.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let opened = || {
            let mut file = open_locked(path)?;
            files::sync_folder(path)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let (records, length) = decode_all(&bytes);
            let mut spool = Self {
                path: path.to_owned(),
                file,
                length: bytes.len() as u64,
                unused_bytes: 0,
                events: VecDeque::new(),
                state: None,
            };
            records.into_iter().for_each(|record| spool.add(record));
            if length < spool.length {
                let copy = files::keep_copy(path, &bytes)?;
                tracing::error!(
                    "{} bytes of the spool are incomplete or damaged and are skipped; {copy} is a copy of the file.",
                    spool.length - length,
                );
                spool.compact()?;
            }
            Ok(spool)
        };
        opened().map_err(io_error)
    }

    /// Replaces the file by one that contains only the pending events, a record each, and the state.
    fn compact(&mut self) -> io::Result<()> {
        let temporary = self.path.with_extension("spool.new");
        let mut file = open_locked(&temporary)?;
        let state = self.state.clone().map(|state| Record { events: Vec::new(), state: Some(state) });
        let events = self.events.iter().map(|event| Record { events: vec![event.clone()], state: None });
        let bytes: Vec<u8> = events.chain(state).flat_map(|record| encode(&record)).collect();
        file.set_len(0)?;
        file.write_all(&bytes)?;
        files::rename(&file, &temporary, &self.path)?;
        (self.file, self.length, self.unused_bytes) = (file, bytes.len() as u64, 0);
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// The event to send next.
    pub(super) fn first(&self) -> Option<&Event> {
        self.events.front()
    }

    /// The newest state, if the file contains one.
    pub(super) fn state(&self) -> Option<&[u8]> {
        self.state.as_deref()
    }

    /// Stores a record durably. A full spool accepts a record that has a state and no events.
    ///
    /// # Errors
    /// A server error if the spool or the disk is full. Earlier records stay.
    pub(super) fn push(&mut self, record: Record) -> Result<()> {
        let bytes = encode(&record);
        let is_full = |spool: &Self| spool.length + bytes.len() as u64 > MAX_SPOOL_BYTES;
        if is_full(self) && self.unused_bytes >= COMPACT_THRESHOLD_BYTES {
            self.compact().map_err(io_error)?;
        }
        if is_full(self) && !record.events.is_empty() {
            return Err(PluginError::server(format_args!(
                "The dispatcher accepts no events, and the spool is full: {} events are stored, {} more are not.",
                self.events.len(),
                record.events.len()
            )));
        }
        if let Err(error) = self.file.write_all(&bytes).and_then(|()| self.file.sync_data()) {
            // If this cannot remove the incomplete record, the next start does.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(io_error(error));
        }
        self.length += bytes.len() as u64;
        self.add(record);
        Ok(())
    }

    fn add(&mut self, record: Record) {
        self.events.extend(record.events);
        if let Some(state) = record.state {
            self.unused_bytes += self.state.replace(state).map_or(0, |old| old.len() as u64);
        }
    }

    /// Removes the first event after it was delivered or became a dead letter. With the last event this truncates the file, so the
    /// state file must have its state by then. If the process ends earlier, the next start sends some events again.
    pub(super) fn pop(&mut self) -> Result<()> {
        self.unused_bytes += self.events.pop_front().map_or(0, |event| event.record_bytes());
        if self.events.is_empty() {
            (self.length, self.unused_bytes, self.state) = (0, 0, None);
            let truncated =
                self.file.set_len(0).and_then(|()| self.file.rewind()).and_then(|()| self.file.sync_data());
            truncated.map_err(io_error)?;
        }
        Ok(())
    }
}

/// Opens and locks the file at `path`.
fn open_locked(path: &Path) -> io::Result<File> {
    let file = files::open(path)?;
    // A file system without locks is not an error.
    let has_lock = !matches!(file.try_lock(), Err(TryLockError::WouldBlock));
    // The previous holder of the lock may have replaced the file before it released the lock.
    match has_lock && files::is_at(&file, path)? {
        true => Ok(file),
        false => Err(io::Error::other("another process runs this trigger")),
    }
}

fn io_error(error: io::Error) -> PluginError {
    PluginError::server(format_args!("The spool of the trigger cannot be used: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::tempdir;

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
    fn stored_events_are_loaded_in_their_order() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("events");
        let events = [event("1"), event("2"), event("3")];
        let mut spool = Spool::open(&path).unwrap();
        events.iter().for_each(|event| push(&mut spool, event.clone()).unwrap());
        spool.pop().unwrap();
        assert_eq!(spool.first(), Some(&events[1]));
        // If the process ends here, the first event is sent again and none is lost.
        drop(spool);
        let mut spool = Spool::open(&path).unwrap();
        assert_eq!(spool.events, events);
        (0..3).for_each(|_| spool.pop().unwrap());
        drop(spool);
        assert_eq!(Spool::open(&path).unwrap().len(), 0);
    }

    #[test]
    fn a_full_spool_is_an_error_and_loses_nothing() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("events");
        let mut spool = Spool::open(&path).unwrap();
        let large = Event::new(vec![b'x'; (MAX_SPOOL_BYTES / 2) as usize]);
        push(&mut spool, large.clone()).unwrap();
        assert!(push(&mut spool, large.clone()).unwrap_err().to_string().contains("full"));
        push(&mut spool, event("small")).unwrap();
        drop(spool);
        assert_eq!(Spool::open(&path).unwrap().len(), 2);
    }

    #[test]
    fn delivered_events_do_not_fill_the_spool() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("events");
        let mut spool = Spool::open(&path).unwrap();
        for number in 0..20 {
            push(&mut spool, Event::new(vec![b'0' + number; (MAX_SPOOL_BYTES / 9) as usize])).unwrap();
            if number >= 3 {
                spool.pop().unwrap();
            }
        }
        let pending = spool.events.clone();
        drop(spool);
        assert!(fs::metadata(&path).unwrap().len() <= MAX_SPOOL_BYTES);
        let spool = Spool::open(&path).unwrap();
        assert_eq!(
            spool.events.iter().rev().take(3).collect::<Vec<_>>(),
            pending.iter().rev().collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_damaged_record_is_left_out_and_the_file_is_copied() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("events");
        let events = [event("first"), event("second"), event("third")];
        let bytes = file_of(&events);
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
    }

    #[test]
    fn the_newest_state_is_loaded_until_the_file_is_truncated() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("events");
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
    }

    #[test]
    fn a_second_process_cannot_open_the_spool() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("events");
        let spool = Spool::open(&path).unwrap();
        assert!(Spool::open(&path).unwrap_err().to_string().contains("another process runs this trigger"));
        drop(spool);
        Spool::open(&path).unwrap();
    }
}
