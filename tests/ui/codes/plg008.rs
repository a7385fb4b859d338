#![allow(dead_code)]
use plugin_core::{Result, action};

struct Api;

/// Find one user
#[action]
async fn get_user(api: &Api) -> Result<()> {
    let _ = api;
    Ok(())
}

fn main() {}
