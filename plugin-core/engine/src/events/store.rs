//! Stores the pending events and the state of a trigger on disk.

use super::folders::Folders;
use super::record::{Event, Record};
use super::spool::Spool;
use super::state::StateFile;
use plugin_schema::error::Result;
use serde::de::DeserializeOwned;

#[derive(Debug)]
pub(super) struct Store {
    state: StateFile,
    spool: Spool,
    /// Whether only the spool has the newest state, since the state file could not be written.
    is_state_behind: bool,
}

impl Store {
    /// Opens the files of the trigger with that ID and locks them.
    ///
    /// # Errors
    /// A caller error if the ID is not valid as a file name; a server error if the files cannot be used.
    pub(super) fn open(trigger_id: &str, folders: &Folders) -> Result<Self> {
        let state = StateFile::of(trigger_id, folders)?;
        let spool = Spool::open(&state.sibling("spool"))?;
        // The spool has a state if the process ended between the commit and the write of the state file.
        match spool.state() {
            Some(newest) => state.write(newest)?,
            None => state.check()?,
        }
        Ok(Self { state, spool, is_state_behind: false })
    }

    pub(super) fn load<S: DeserializeOwned + Default>(&self) -> Result<S> {
        self.state.load()
    }

    /// Stores an event after the pending ones.
    pub(super) fn push(&mut self, event: Event) -> Result<()> {
        self.spool.push(Record { events: vec![event], state: None })
    }

    /// Stores the events and the state atomically.
    pub(super) fn commit(&mut self, events: Vec<Event>, state: Vec<u8>) -> Result<()> {
        if !events.is_empty() || self.spool.state().is_some() {
            self.spool.push(Record { events, state: Some(state.clone()) })?;
            self.is_state_behind = true;
        }
        self.state.write(&state)?;
        self.is_state_behind = false;
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.spool.len()
    }

    /// The event to send next.
    pub(super) fn first(&self) -> Option<Event> {
        self.spool.first().cloned()
    }

    /// Removes the first event after it was delivered or became a dead letter.
    pub(super) fn pop(&mut self) -> Result<()> {
        if let (true, 1, Some(state)) = (self.is_state_behind, self.spool.len(), self.spool.state()) {
            self.state.write(state)?;
            self.is_state_behind = false;
        }
        self.spool.pop()
    }
}
