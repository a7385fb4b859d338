// The duration has an unknown unit.
use plugin_core::{Result, action};

/// Find one user
#[action(timeout = "30 seconds")]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
