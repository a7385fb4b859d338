// A time without a unit that is known.
use plugin_core::{Result, action};

/// Find one user
#[action(timeout = "30 seconds")]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
