// The key has a typing error.
use plugin_core::{Result, action};

/// Find one user
#[action(titel = "Get User")]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
