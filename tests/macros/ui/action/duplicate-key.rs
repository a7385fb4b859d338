// A key can be set once.
use plugin_core::{Result, action};

/// Find one user
#[action(title = "Get User", title = "Find User")]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
