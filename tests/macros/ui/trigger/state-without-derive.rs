// What a trigger loads and saves needs derives, and a type where it is loaded.
use plugin_core::{Events, Result, Schema, trigger};

#[derive(serde::Serialize, Schema)]
struct NewUser {
    /// ID
    id: u64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct WithoutDefault {
    last: u64,
}

#[derive(Default, serde::Deserialize)]
struct WithoutSerialize {
    last: u64,
}

/// Report each new user
#[trigger]
async fn new_user(events: Events<NewUser>) -> Result<()> {
    let first: WithoutDefault = events.load_state()?;
    let second: WithoutSerialize = events.load_state()?;
    events.save_state(&second)?;
    events.commit([NewUser { id: first.last + second.last }], &second).await
}

/// Report each new group
#[trigger]
async fn untyped(events: Events<NewUser>) -> Result<()> {
    let state = events.load_state()?;
    drop(state);
    events.send(NewUser { id: 1 }).await
}

fn main() {
    let _ = (new_user, untyped);
}
