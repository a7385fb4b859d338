// An event of another type, and one event where a list is expected: one error for each.
use plugin_core::{Events, Result, Schema, trigger};

#[derive(serde::Serialize, Schema)]
struct NewUser {
    /// ID
    id: u64,
}

#[derive(serde::Serialize, Schema)]
struct NewGroup {
    /// ID
    id: u64,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct State {
    last: u64,
}

/// Report each new user
#[trigger]
async fn new_user(events: Events<NewUser>) -> Result<()> {
    let state: State = events.load_state()?;
    events.commit([NewGroup { id: state.last }], &state).await?;
    events.commit(NewUser { id: 1 }, &state).await
}

fn main() {
    let _ = new_user;
}
