// The compiler reports each step that is not in a list, once, whatever its visibility. A test that calls it does not list it.
#![deny(dead_code)]

use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

/// Add one user
#[action]
pub async fn add_user() -> Result<()> {
    Ok(())
}

/// Delete one user
#[action]
#[allow(dead_code)]
pub async fn delete_user() -> Result<()> {
    Ok(())
}

pub mod steps {
    use plugin_core::{Events, Page, Result, Schema, task, trigger};

    #[derive(serde::Serialize, Schema)]
    pub struct User {}

    /// Send an event for each new user
    #[trigger]
    pub async fn new_user(events: Events<User>) -> Result<()> {
        events.send(User {}).await
    }

    /// Watch the users
    #[task]
    pub(crate) async fn monitor_users() -> Result<Page<()>> {
        Ok(Page::new(()))
    }

    /// Watch the groups
    #[task]
    pub async fn monitor_groups() -> Result<Page<()>> {
        Ok(Page::new(()))
    }
}

plugin_core::plugin! { title: "Example", vendor: "acme", tasks: [steps::monitor_groups] }

fn main() {
    let _ = plugin();
    let _ = (get_user(), add_user());
}
