// A missing input is `{}`.
use plugin_core::{Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID of the user
    id: Option<String>,
}

/// Find a user
#[action]
async fn get_user(_input: Option<Input>) -> Result<()> {
    Ok(())
}

fn main() {}
