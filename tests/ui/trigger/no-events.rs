// A trigger without events does nothing.
use plugin_core::{Result, trigger};

/// Tell of each new user
#[trigger]
async fn new_user() -> Result<()> {
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = new_user;
}
