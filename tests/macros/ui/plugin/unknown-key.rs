// The key has a typing error.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", action: [get_user] }

fn main() {
    let _ = plugin();
}
