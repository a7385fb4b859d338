// What an action needs is in its input.
use plugin_core::{Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Input {
    id: String,
}

/// Find one user
#[action]
async fn get_user(input: Input, limit: u8) -> Result<()> {
    let _ = (input, limit);
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
