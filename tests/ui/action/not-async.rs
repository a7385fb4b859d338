// An action waits for an API, so that it is async.
use plugin_core::{Result, action};

/// Find one user
#[action]
fn get_user() -> Result<()> {
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
