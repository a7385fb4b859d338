// The attributes of arguments belong to calls.
use plugin_core::{Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID of the user
    id: String,
}

/// Find one user
#[action]
async fn get_user(#[json] input: Input) -> Result<()> {
    let _ = input.id;
    Ok(())
}

fn main() {}
