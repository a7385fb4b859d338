// The message shows the struct to write.
use plugin_core::{Result, Schema, action};
use serde::Serialize;

#[derive(Serialize, Schema)]
struct User {
    /// Name
    name: String,
}

/// List all users
#[action]
async fn list_users() -> Result<Vec<User>> {
    Ok(Vec::new())
}

/// Find one user
#[action]
async fn get_user() -> Result<Option<User>> {
    Ok(None)
}

/// Find any value
#[action]
async fn get_value() -> Result<serde_json::Value> {
    Ok(serde_json::Value::Null)
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [list_users, get_user, get_value] }

fn main() {
    let _ = plugin();
}
