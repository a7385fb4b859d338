// A trigger sends its output as events.
use plugin_core::{Events, Result, Schema, trigger};

#[derive(serde::Serialize, Schema)]
struct NewUser {
    /// ID
    id: u64,
}

/// Report each new user
#[trigger]
async fn new_user(events: Events<NewUser>) -> Result<NewUser> {
    drop(events);
    Ok(NewUser { id: 1 })
}

fn main() {
    let _ = new_user;
}
