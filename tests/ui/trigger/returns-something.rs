// What a trigger has to say it says with its events.
use plugin_core::{Events, Result, Schema, trigger};

#[derive(serde::Serialize, Schema)]
struct NewUser {
    id: u64,
}

/// Tell of each new user
#[trigger]
async fn new_user(events: Events<NewUser>) -> Result<NewUser> {
    drop(events);
    Ok(NewUser { id: 1 })
}

fn main() {
    let _ = new_user;
}
