// All parameters of an action are fields of its input.
use plugin_core::{Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    id: String,
}

/// Find one user
#[action]
async fn get_user(input: Input, limit: u8) -> Result<()> {
    let _ = (input, limit);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
