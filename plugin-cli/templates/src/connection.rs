//! The connection: its settings, and the struct that every step borrows.

use crate::api::Api;
use plugin_core::api::Auth;
use plugin_core::values::SecretKey;
use plugin_core::{Http, Result, Schema, connection};
use serde::Deserialize;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Address of the API
    #[field(title = "URL", example = "{{url}}")]
    pub url: String,
    /// Key of the API
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

#[cfg(test)]
mod tests {
    use crate::api::Api;
    use crate::testing::harness;
    use plugin_core::testing::{MockResponse, Stub};
    use serde_json::json;

    #[tokio::test]
    async fn the_test_sends_the_key() {
        let stub = Stub::new();
        stub.on(Api::STATUS).respond(MockResponse::json(json!({})));
        assert_eq!(harness(&stub).test_connection().await.status(), 200);
        assert_eq!(stub.requests()[0].url(), "{{url}}/status");
        assert_eq!(stub.requests()[0].header("Authorization"), Some("Bearer s3cr3t"));
    }
}
