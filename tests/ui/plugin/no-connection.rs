// A step that borrows what the plugin does not have.
use plugin_core::{Result, action};

struct Slack;

/// Find one user
#[action]
async fn get_user(connection: &Slack) -> Result<()> {
    let _ = connection;
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user] }

fn main() {
    let _ = plugin();
}
