// A trigger owns its events.
use plugin_core::{Events, Result, trigger};

/// Send an event for each new user
#[trigger]
async fn new_user(events: &Events<()>) -> Result<()> {
    let _ = events;
    Ok(())
}

fn main() {
    let _ = new_user;
}
