// A plugin has one connection.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", connection: A, connection: B, actions: [get_user] }

fn main() {
    let _ = plugin();
}
