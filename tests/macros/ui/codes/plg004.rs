#![allow(dead_code)]
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { vendor: "acme", actions: [get_user] }

fn main() {}
