// The compiler reports an action that is not in the list.
#![deny(dead_code)]

use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [] }

fn main() {
    let _ = plugin();
}
