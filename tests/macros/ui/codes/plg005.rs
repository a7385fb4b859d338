#![allow(dead_code)]
use plugin_core::{Result, Schema, action};

#[derive(Schema)]
struct Input {
    /// User ID
    id: u64,
}

/// Find one user
#[action]
async fn get_user(input: Input) -> Result<()> {
    let _ = input.id;
    Ok(())
}

fn main() {}
