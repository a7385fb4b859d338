// Every action can fail.
use plugin_core::action;

/// Find one user
#[action]
async fn get_user() {}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
