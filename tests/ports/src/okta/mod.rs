//! Okta: pages by the header `Link`, a rate limit with a reset time, a key that goes to no other host.
#![allow(missing_docs)] // the names are those of the API

pub mod api;

use api::Okta;
use plugin_core::values::SecretKey;
use plugin_core::{Result, Schema, action, connection};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Address of the organisation
    #[field(title = "Okta URL", example = "https://example.okta.com")]
    pub okta_url: String,
    /// API token
    pub okta_key: SecretKey,
}

pub struct Connection {
    pub api: Okta,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        Ok(Self { api: Okta::connect(&input.okta_url, input.okta_key.expose_secret())? })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.get_zones().await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
pub struct ListGroupInput {
    /// ID of the group
    #[field(title = "Group ID", example = "00g1")]
    pub group_id: String,
}

#[derive(Serialize, Schema)]
pub struct ListGroupOutput {
    /// The users
    pub users: Vec<Value>,
}

/// List the users in a group
#[action]
pub async fn list_group(connection: &Connection, input: ListGroupInput) -> Result<ListGroupOutput> {
    Ok(ListGroupOutput { users: connection.api.get_users_in_group(&input.group_id).collect(100_000).await? })
}

#[derive(Deserialize, Schema)]
pub struct DeactivateUserInput {
    /// Login of the user
    #[field(example = "user@example.com")]
    pub login: String,
}

#[derive(Serialize, Schema)]
pub struct DeactivateUserOutput {
    /// Whether it was done
    pub success: bool,
}

/// Deactivate a user
#[action]
pub async fn deactivate_user(
    connection: &Connection,
    input: DeactivateUserInput,
) -> Result<DeactivateUserOutput> {
    let id = connection.api.get_user_id(&input.login).await?;
    Ok(DeactivateUserOutput { success: connection.api.deactivate_user(&id).await? })
}

plugin_core::plugin! {
    title: "Okta", vendor: "acme", name: "okta",
    connection: Connection,
    actions: [list_group, deactivate_user],
}
