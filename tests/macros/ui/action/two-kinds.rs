// A function is one step.
use plugin_core::{Events, Result, Schema, action, task, trigger};

#[derive(serde::Serialize, Schema)]
struct User {
    /// ID of the user
    id: String,
}

/// Report each new user
#[action]
#[trigger]
async fn new_user(_events: Events<User>) -> Result<()> {
    Ok(())
}

/// Read the log
#[task]
#[task]
async fn read_log() -> Result<()> {
    Ok(())
}

fn main() {}
