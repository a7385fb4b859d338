#![allow(dead_code)]
use plugin_core::{Result, action};

#[action]
fn get_user() -> Result<()> {
    Ok(())
}

fn main() {}
