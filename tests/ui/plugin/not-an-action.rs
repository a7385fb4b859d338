// The function has no `#[action]`.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    helper().await
}

async fn helper() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user, helper] }

fn main() {
    let _ = plugin();
}
