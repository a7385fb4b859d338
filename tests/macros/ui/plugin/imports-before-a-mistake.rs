// The mistake is one error, without a warning about the import.
#![deny(unused_imports)]

mod actions {
    use plugin_core::{Result, action};

    /// Find a user
    #[action]
    pub async fn get_user() -> Result<()> {
        Ok(())
    }
}

use actions::get_user;

plugin_core::plugin! { title: "Users" vendor: "acme", actions: [get_user] }

fn main() {
    let _ = plugin();
}
