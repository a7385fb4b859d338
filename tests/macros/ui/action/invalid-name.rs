// A workflow names the step.
use plugin_core::{Result, action};

/// Find one user
#[action(name = "get user ")]
async fn get_user() -> Result<()> {
    Ok(())
}

/// Find all users
#[action(name = "")]
async fn get_users() -> Result<()> {
    Ok(())
}

fn main() {}
