// The input has no schema.
use plugin_core::{Result, action};

struct Input {
    id: String,
}

/// Find one user
#[action]
async fn get_user(input: Input) -> Result<()> {
    drop(input.id);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
