use plugin_core::{Events, Result, Schema, action};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
struct User {
    /// ID of the user
    id: String,
}

/// Send an event for each new user
#[action]
async fn new_user(_events: Events<User>) -> Result<()> {
    Ok(())
}

fn main() {}
