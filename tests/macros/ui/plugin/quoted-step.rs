use plugin_core::{Result, action};

/// Find a user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Users", vendor: "acme", actions: ["get_user"] }

fn main() {
    let _ = plugin();
}
