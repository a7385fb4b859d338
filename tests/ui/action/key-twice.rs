// Which of the two is meant?
use plugin_core::{Result, action};

/// Find one user
#[action(title = "Get User", title = "Find User")]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
