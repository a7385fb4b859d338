// Two actions cannot have the same name.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

mod find {
    /// Find one user in another way
    #[plugin_core::action]
    pub async fn get_user() -> plugin_core::Result<()> {
        Ok(())
    }
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user, find::get_user] }

fn main() {
    let _ = plugin();
}
