#![allow(dead_code)]
use plugin_core::{Result, Schema, action};

#[derive(serde::Serialize, Schema)]
struct User {
    /// Name
    name: String,
}

/// Find one name
#[action]
async fn get_name() -> Result<String> {
    Ok(String::new())
}

fn main() {}
