// The output has no schema.
use plugin_core::{Result, action};

struct Output {
    id: String,
}

/// Find one user
#[action]
async fn get_user() -> Result<Output> {
    Ok(Output { id: String::new() })
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
