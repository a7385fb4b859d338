// The order is always the same.
use plugin_core::{Context, Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    id: String,
}

/// Find one user
#[action]
async fn get_user(context: &Context, input: Input) -> Result<()> {
    let _ = (context, input);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
