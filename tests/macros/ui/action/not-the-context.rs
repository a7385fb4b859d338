// The last borrowed argument is the context.
use plugin_core::{Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    id: String,
}

/// Find one user
#[action]
async fn get_user(input: Input, filter: &String) -> Result<()> {
    let _ = (input, filter);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
