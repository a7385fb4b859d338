#![allow(dead_code)]
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user(name: &str) -> Result<()> {
    let _ = name;
    Ok(())
}

fn main() {}
