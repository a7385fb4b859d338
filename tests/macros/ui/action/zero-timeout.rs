use plugin_core::{Result, action};

/// Add a user
#[action(timeout = "0s")]
async fn add_user() -> Result<()> {
    Ok(())
}

fn main() {}
