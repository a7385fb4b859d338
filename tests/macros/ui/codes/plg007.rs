#![allow(dead_code)]
use plugin_core::{Events, Result, Schema, trigger};

#[derive(serde::Serialize, Schema)]
struct NewUser {
    /// User ID
    id: u64,
}

/// Report each new user
#[trigger]
async fn new_user(events: Events<NewUser>) -> Result<NewUser> {
    drop(events);
    Ok(NewUser { id: 1 })
}

fn main() {}
