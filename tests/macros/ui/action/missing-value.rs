// The key has no value.
use plugin_core::{Result, action};

/// Find one user
#[action(title)]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
