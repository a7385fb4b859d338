//! The connection: its settings, and the struct that every step borrows.

use crate::api::ExampleApi;
use plugin_core::api::Auth;
use plugin_core::values::SecretKey;
use plugin_core::{Http, Result, Schema, connection};
use serde::Deserialize;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Account that owns the users
    #[field(example = "acme-17")]
    pub account_id: String,
    /// Client that the account has registered for this plugin
    #[field(example = "workflows")]
    pub client_id: String,
    /// Secret of the client
    pub client_secret: SecretKey,
    /// Address of the API
    #[field(title = "URL", default = "https://api.example.com/v1", example = "https://api.example.com/v1")]
    pub url: Option<String>,
}

pub struct Connection {
    pub api: ExampleApi,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        let http = Http::builder(input.url.as_deref().unwrap_or("https://api.example.com/v1"))
            .auth(Auth::bearer(&input.client_secret)?)
            .header("X-Account-Id", input.account_id)
            .header("X-Client-Id", input.client_id)
            .build()?;
        Ok(Self { api: ExampleApi { http } })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.list_users().await.map(drop)
    }
}
