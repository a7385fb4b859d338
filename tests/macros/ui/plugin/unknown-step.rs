// Names that do not exist, and a function without an attribute: one error for each.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

async fn helper() {}

mod users {
    use plugin_core::{Result, action};

    /// List all users
    #[action]
    pub async fn list_users() -> Result<()> {
        Ok(())
    }
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_usr, list_users, users::list_user, helper] }

fn main() {
    let _ = (plugin(), get_user(), helper(), users::list_users());
}
