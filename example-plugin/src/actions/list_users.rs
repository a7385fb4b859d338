use crate::api::User;
use crate::connection::Connection;
use plugin_core::{Result, Schema, action};
use serde::Serialize;

#[derive(Serialize, Schema)]
pub struct ListUsersOutput {
    /// Users of the account
    pub users: Vec<User>,
    /// Number of users
    #[field(example = 2)]
    pub count: usize,
}

/// List all users of the account
#[action]
pub async fn list_users(connection: &Connection) -> Result<ListUsersOutput> {
    let users = connection.api.list_users().await?.unwrap_or_default();
    Ok(ListUsersOutput { count: users.len(), users })
}
