// The order is always the same.
use plugin_core::{Events, Result, Schema, trigger};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    id: u64,
}

#[derive(serde::Serialize, Schema)]
struct NewUser {
    /// ID
    id: u64,
}

/// Report each new user
#[trigger]
async fn new_user(events: Events<NewUser>, input: Input) -> Result<()> {
    events.send(NewUser { id: input.id }).await
}

// The function still exists, so no other error follows.
fn main() {
    let _ = new_user;
}
