//! Duo Admin: signed requests, and pages by an offset of two parts.
#![allow(missing_docs)] // the names are those of the API

pub mod api;

use api::{Duo, Fields};
use plugin_core::values::SecretKey;
use plugin_core::{Result, Schema, action, connection};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Host of the API
    #[field(example = "api-example.duosecurity.com")]
    pub hostname: String,
    /// Integration key
    pub integration_key: SecretKey,
    /// Secret key
    pub secret_key: SecretKey,
}

pub struct Connection {
    pub api: Duo,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        let key = input.integration_key.expose_secret().to_owned();
        Ok(Self { api: Duo::connect(&input.hostname, key, input.secret_key.secret_key)? })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.get_users().await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
pub struct GetUserInput {
    /// Name of the user
    #[field(example = "user")]
    pub username: String,
}

#[derive(Serialize, Schema)]
pub struct GetUserOutput {
    /// Those who are called so
    pub users: Vec<Value>,
}

/// Find users by their name
#[action]
pub async fn get_user(connection: &Connection, input: GetUserInput) -> Result<GetUserOutput> {
    let params = Fields::from_iter([("username".to_owned(), input.username.into())]);
    let answer = connection.api.get_user_by_username(&params).await?;
    Ok(GetUserOutput { users: answer["response"].as_array().cloned().unwrap_or_default() })
}

#[derive(Deserialize, Schema)]
pub struct GetLogsInput {
    /// From when on, in milliseconds since 1970
    #[field(title = "Minimum Time", example = 1767139200000)]
    pub mintime: u64,
}

#[derive(Serialize, Schema)]
pub struct GetLogsOutput {
    /// Attempts to sign in
    pub logs: Vec<Value>,
}

/// List the attempts to sign in
#[action]
pub async fn get_logs(connection: &Connection, input: GetLogsInput) -> Result<GetLogsOutput> {
    let parameters = Fields::from_iter([("mintime".to_owned(), input.mintime.into())]);
    Ok(GetLogsOutput { logs: connection.api.get_all_auth_logs(&parameters).collect(100_000).await? })
}

plugin_core::plugin! {
    title: "Duo Admin", vendor: "acme", name: "duo_admin",
    connection: Connection,
    actions: [get_user, get_logs],
}
