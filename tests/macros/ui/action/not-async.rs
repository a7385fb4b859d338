// An action is async, because it waits for an API.
use plugin_core::{Result, action};

/// Find one user
#[action]
fn get_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
