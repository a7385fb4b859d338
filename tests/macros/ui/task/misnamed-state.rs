// The name decides which argument is the state.
use plugin_core::{Page, Result, Schema, task};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
struct Position {
    /// ID of the last entry
    last: Option<u64>,
}

#[derive(Serialize, Schema)]
struct Entries {
    /// New entries
    entries: Vec<String>,
}

/// Read the log
#[task]
async fn read_log(previous: Position) -> Result<Page<Entries, Position>> {
    Ok(Page::new(Entries { entries: Vec::new() }).state(previous))
}

/// Read the other log
#[task]
async fn read_other(state: &mut Position) -> Result<Page<Entries, Position>> {
    Ok(Page::new(Entries { entries: Vec::new() }).state(Position { last: state.last }))
}

fn main() {}
