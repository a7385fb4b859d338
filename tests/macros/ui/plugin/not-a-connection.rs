// The struct has no `#[connection]`.
use plugin_core::{Result, action};

struct Plain;

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", connection: Plain, actions: [get_user] }

fn main() {
    let _ = plugin();
}
