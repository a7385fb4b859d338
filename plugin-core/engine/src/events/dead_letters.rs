//! Events that the dispatcher has refused for good. Each has a file of its own, until somebody retries or drops it.
//!
//! A file is renamed to be sent again, and the trigger takes it when it next looks: so nobody has to stop the trigger for that.

use super::dispatcher::Rejection;
use super::files;
use super::spool::Event;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Result};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

/// How many events of one trigger are kept, and how long they are together, in bytes.
const MAX_LETTERS: usize = 1000;
const MAX_BYTES: u64 = 16 << 20;

/// How files end: of an event that was refused, and of one that is to be sent again.
const DEAD: &str = "dead";
const RETRY: &str = "retry";

/// An event that the dispatcher has refused for good.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The `Idempotency-Key` of the event.
    pub key: String,
    /// The ID of the trigger.
    pub trigger: String,
    /// When it was refused: RFC 3339, all of one length.
    pub time: String,
    /// What the dispatcher answered, without secrets.
    pub status: u16,
    /// The beginning of the response.
    pub response: String,
    /// The event as it was sent.
    event: Box<RawValue>,
}

impl DeadLetter {
    /// Lets the trigger send the event again, behind those that wait.
    ///
    /// # Errors
    /// The server's, if the file cannot be renamed.
    pub fn retry(&self, folder: &Path) -> Result<()> {
        let file = |ending| folder.join(file_name(&self.trigger, &self.key, ending));
        fs::rename(file(DEAD), file(RETRY)).map_err(io_error)
    }

    /// Forgets the event.
    ///
    /// # Errors
    /// The server's, if the file cannot be removed.
    pub fn discard(&self, folder: &Path) -> Result<()> {
        fs::remove_file(folder.join(file_name(&self.trigger, &self.key, DEAD))).map_err(io_error)
    }
}

/// The events in a folder that were refused, in the order in which they were, and what is wrong with files that hold none.
///
/// # Errors
/// The server's, if the folder cannot be read.
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

/// How many events in a folder were refused; none where there is no folder.
pub fn count(folder: &Path) -> usize {
    paths(folder, "", DEAD).map_or(0, |paths| paths.len())
}

/// The refused events of one trigger.
#[derive(Debug)]
pub(super) struct DeadLetters {
    pub(super) folder: PathBuf,
    pub(super) trigger: String,
}

impl DeadLetters {
    /// Keeps an event; it is safe when this returns.
    ///
    /// # Errors
    /// The server's, if there are too many already, or if the disk is full.
    pub(super) fn keep(&self, event: &Event, rejection: Rejection) -> Result<()> {
        let Rejection { status, response } = rejection;
        self.check_room()?;
        let body = String::from_utf8_lossy(&event.body).into_owned();
        let letter = DeadLetter {
            key: event.id.clone(),
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
            "The dispatcher has refused an event with {status}: {:?}. It is kept in {name}; see the command `events`.",
            letter.response
        );
        Ok(())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        paths(&self.folder, &self.trigger, DEAD).map_or(0, |paths| paths.len())
    }

    /// The events that are to be sent again, and the files to be removed when they are safe elsewhere.
    ///
    /// # Errors
    /// The server's, if they cannot be read.
    pub(super) fn retried(&self) -> Result<Vec<(PathBuf, Event)>> {
        let mut events = Vec::new();
        for path in paths(&self.folder, &self.trigger, RETRY).map_err(io_error)? {
            let letter = read(&path)?;
            events.push((path, Event { id: letter.key, body: letter.event.get().to_owned().into() }));
        }
        Ok(events)
    }

    fn check_room(&self) -> Result<()> {
        let paths = paths(&self.folder, &self.trigger, DEAD).map_err(io_error)?;
        let bytes: u64 = paths.iter().filter_map(|path| Some(fs::symlink_metadata(path).ok()?.len())).sum();
        match paths.len() < MAX_LETTERS && bytes < MAX_BYTES {
            true => Ok(()),
            false => Err(PluginError::server(format_args!(
                "The dispatcher refuses events, and {} of them are kept already. Retry or drop them with the command `events`, then start the trigger again.",
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
    let is_named_so =
        [DEAD, RETRY].iter().any(|ending| path.ends_with(file_name(&letter.trigger, &letter.key, ending)));
    match is_named_so {
        true => Ok(letter),
        false => Err(invalid(&"its name is that of another event")),
    }
}

fn file_name(trigger: &str, key: &str, ending: &str) -> String {
    format!("{trigger}.{key}.{ending}")
}

/// The files of one trigger, or of all, with that ending.
fn paths(folder: &Path, trigger: &str, ending: &str) -> io::Result<Vec<PathBuf>> {
    let has_ending = |entry: &DirEntry| {
        let name = entry.file_name();
        let owner =
            name.to_str().and_then(|name| name.strip_suffix(ending)?.strip_suffix('.')?.rsplit_once('.'));
        owner.is_some_and(|(owner, _)| trigger.is_empty() || owner == trigger)
    };
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().filter(has_ending).map(|entry| entry.path()).collect())
}

fn io_error(error: io::Error) -> PluginError {
    PluginError::server(format_args!("The refused events cannot be kept or found: {error}."))
}
