// What does not fail today will tomorrow.
use plugin_core::action;

/// Find one user
#[action]
async fn get_user() {}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
