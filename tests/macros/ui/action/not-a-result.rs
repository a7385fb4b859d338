// An action returns a `Result`.
use plugin_core::{Schema, action};

#[derive(serde::Serialize, Schema)]
struct Output {
    /// ID
    id: String,
}

/// Find one user
#[action]
async fn get_user() -> Output {
    Output { id: String::new() }
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
