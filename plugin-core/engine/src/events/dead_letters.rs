//! Stores dead letters: events that the dispatcher rejected. Each has a file until it is retried or dropped.
//!
//! To retry an event the command `events` renames its file, and the running trigger finds it. So the trigger need not stop.

use super::dispatcher::Rejection;
use super::files;
use super::record::Event;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Result};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

/// The maximum number of dead letters of one trigger, and their maximum size together.
const MAX_LETTERS: usize = 1000;
const MAX_BYTES: u64 = 16 << 20;

/// The file extensions of a dead letter, and of an event to send again.
const DEAD: &str = "dead";
const RETRY: &str = "retry";

/// An event that the dispatcher rejected.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The `Idempotency-Key` of the event.
    pub key: String,
    /// The ID of the trigger.
    pub trigger: String,
    /// The time of the rejection: RFC 3339 with a fixed number of digits.
    pub time: String,
    /// The HTTP status of the response.
    pub status: u16,
    /// The beginning of the response body, with secrets masked.
    pub response: String,
    /// The event as it was sent.
    event: Box<RawValue>,
}

impl DeadLetter {
    /// Makes the trigger send the event again, after its pending events.
    ///
    /// # Errors
    /// A server error if the file cannot be renamed.
    pub fn retry(&self, folder: &Path) -> Result<()> {
        let file = |extension| folder.join(file_name(&self.trigger, &self.key, extension));
        fs::rename(file(DEAD), file(RETRY)).map_err(io_error)
    }

    /// Removes the event.
    ///
    /// # Errors
    /// A server error if the file cannot be removed.
    pub fn discard(&self, folder: &Path) -> Result<()> {
        fs::remove_file(folder.join(file_name(&self.trigger, &self.key, DEAD))).map_err(io_error)
    }
}

/// The dead letters in a folder, in the order of their rejection, and an error for each file that contains none.
///
/// # Errors
/// A server error if the folder cannot be read.
pub fn list(folder: &Path) -> Result<(Vec<DeadLetter>, Vec<PluginError>)> {
    let (mut letters, mut errors) = (Vec::new(), Vec::new());
    for path in paths(folder, "", DEAD).map_err(io_error)? {
        match read(&path) {
            Ok(letter) => letters.push(letter),
            Err(error) => errors.push(error),
        }
    }
    letters.sort_by(|one, other| one.time.cmp(&other.time));
    Ok((letters, errors))
}

/// The number of dead letters in a folder. Zero if there is no folder.
pub fn count(folder: &Path) -> usize {
    paths(folder, "", DEAD).map_or(0, |paths| paths.len())
}

/// The dead letters of one trigger.
#[derive(Debug)]
pub(super) struct DeadLetters {
    pub(super) folder: PathBuf,
    pub(super) trigger: String,
}

impl DeadLetters {
    /// Stores an event durably.
    ///
    /// # Errors
    /// A server error if the limits are reached or if the disk is full.
    pub(super) fn add(&self, event: &Event, rejection: Rejection) -> Result<()> {
        let Rejection { status, response } = rejection;
        self.check_room()?;
        let body = String::from_utf8_lossy(&event.body).into_owned();
        let letter = DeadLetter {
            key: event.key.clone(),
            trigger: self.trigger.clone(),
            time: format!("{:.6}", Timestamp::now()),
            status: status.as_u16(),
            response,
            event: RawValue::from_string(body).map_err(PluginError::server)?,
        };
        let name = file_name(&self.trigger, &letter.key, DEAD);
        let text = serde_json::to_vec(&letter).map_err(PluginError::server)?;
        files::replace(&self.folder.join(&name), &text).map_err(io_error)?;
        tracing::error!(
            "The dispatcher rejected an event with {status}: {:?}. The event is stored in {name}; the command `events` retries or drops it.",
            letter.response
        );
        Ok(())
    }

    /// The number of dead letters.
    pub(super) fn len(&self) -> usize {
        paths(&self.folder, &self.trigger, DEAD).map_or(0, |paths| paths.len())
    }

    /// The events to send again, each with the file to remove as soon as the event is in the spool.
    ///
    /// # Errors
    /// A server error if they cannot be read.
    pub(super) fn retried(&self) -> Result<Vec<(PathBuf, Event)>> {
        let mut events = Vec::new();
        for path in paths(&self.folder, &self.trigger, RETRY).map_err(io_error)? {
            let letter = read(&path)?;
            events.push((path, Event { key: letter.key, body: letter.event.get().to_owned().into() }));
        }
        Ok(events)
    }

    fn check_room(&self) -> Result<()> {
        let paths = paths(&self.folder, &self.trigger, DEAD).map_err(io_error)?;
        let bytes: u64 = paths.iter().filter_map(|path| Some(fs::symlink_metadata(path).ok()?.len())).sum();
        match paths.len() < MAX_LETTERS && bytes < MAX_BYTES {
            true => Ok(()),
            false => Err(PluginError::server(format_args!(
                "The dispatcher rejects events, and the limit of dead letters is reached: {} are stored. Retry or drop them with the command `events`, then start the trigger again.",
                paths.len()
            ))),
        }
    }
}

fn read(path: &Path) -> Result<DeadLetter> {
    let invalid = |error: &dyn std::fmt::Display| {
        PluginError::server(format_args!("{:?} is not a dead letter: {error}.", files::file_name(path)))
    };
    let text = files::read(path).map_err(|error| invalid(&error))?;
    let letter: DeadLetter = serde_json::from_slice(&text).map_err(|error| invalid(&error))?;
    let has_its_name = [DEAD, RETRY]
        .iter()
        .any(|extension| path.ends_with(file_name(&letter.trigger, &letter.key, extension)));
    match has_its_name {
        true => Ok(letter),
        false => Err(invalid(&"its file name belongs to another event")),
    }
}

fn file_name(trigger: &str, key: &str, extension: &str) -> String {
    format!("{trigger}.{key}.{extension}")
}

/// The files with that extension of one trigger, or of all if `trigger` is empty.
fn paths(folder: &Path, trigger: &str, extension: &str) -> io::Result<Vec<PathBuf>> {
    let has_extension = |entry: &DirEntry| {
        let name = entry.file_name();
        let id =
            name.to_str().and_then(|name| name.strip_suffix(extension)?.strip_suffix('.')?.rsplit_once('.'));
        id.is_some_and(|(id, _)| trigger.is_empty() || id == trigger)
    };
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().filter(has_extension).map(|entry| entry.path()).collect())
}

fn io_error(error: io::Error) -> PluginError {
    PluginError::server(format_args!("The dead letters cannot be read or written: {error}."))
}
