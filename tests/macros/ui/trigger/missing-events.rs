// A trigger needs `Events`.
use plugin_core::{Result, trigger};

/// Report each new user
#[trigger]
async fn new_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = new_user;
}
