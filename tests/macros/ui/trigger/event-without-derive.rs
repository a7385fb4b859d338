// The event has no schema.
use plugin_core::{Events, Result, trigger};

struct NewUser;

/// Report each new user
#[trigger]
async fn new_user(events: Events<NewUser>) -> Result<()> {
    drop(events);
    Ok(())
}

fn main() {
    let _ = (new_user, NewUser);
}
