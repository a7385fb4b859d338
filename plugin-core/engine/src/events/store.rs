//! What a trigger keeps on disk: the events that wait, and its state.

use super::folders::Folders;
use super::spool::{Event, Record, Spool};
use super::state::StateFile;
use plugin_schema::error::Result;
use serde::de::DeserializeOwned;

#[derive(Debug)]
pub(super) struct Store {
    state: StateFile,
    spool: Spool,
    /// The newest state is in the spool only, since the state file could not be written.
    is_state_behind: bool,
}

impl Store {
    /// What the trigger with that ID keeps. No other process can open it meanwhile.
    ///
    /// # Errors
    /// The caller's, if the ID is no name of a file; the server's, if the files cannot be used.
    pub(super) fn open(trigger_id: &str, folders: &Folders) -> Result<Self> {
        let state = StateFile::of(trigger_id, folders)?;
        let spool = Spool::open(&state.sibling("spool"))?;
        // The process ended after it had committed the state and before the state file was written.
        match spool.state() {
            Some(newest) => state.write(newest)?,
            None => state.check()?,
        }
        Ok(Self { state, spool, is_state_behind: false })
    }

    pub(super) fn load<S: DeserializeOwned + Default>(&self) -> Result<S> {
        self.state.load()
    }

    /// Keeps an event behind those that wait.
    pub(super) fn push(&mut self, event: Event) -> Result<()> {
        self.spool.push(Record { events: vec![event], state: None })
    }

    /// Keeps the events and the state: all or nothing.
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

    /// The event that is to be sent next.
    pub(super) fn first(&self) -> Option<Event> {
        self.spool.first().cloned()
    }

    /// Forgets the first event, which is safe elsewhere.
    pub(super) fn pop(&mut self) -> Result<()> {
        if let (true, 1, Some(state)) = (self.is_state_behind, self.spool.len(), self.spool.state()) {
            self.state.write(state)?;
            self.is_state_behind = false;
        }
        self.spool.pop()
    }
}
