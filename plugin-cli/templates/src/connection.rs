//! The connection: its settings, and the struct that every step borrows.

use crate::api::Api;
use plugin_core::api::Auth;
use plugin_core::values::SecretKey;
use plugin_core::{Http, Result, Schema, connection};
use serde::Deserialize;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Base URL of the API
    #[field(title = "URL", example = "https://api.example.com/v1")]
    pub url: String,
    /// API key
    pub api_key: SecretKey,
}

pub struct Connection {
    pub api: Api,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        let http = Http::builder(input.url).auth(Auth::bearer(&input.api_key)?).build()?;
        Ok(Self { api: Api { http } })
    }

    /// `()` becomes the output `{"success": true}`.
    pub async fn test(&self) -> Result<()> {
        self.api.status().await
    }
}
