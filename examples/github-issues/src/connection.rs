use crate::api::GitHub;
use plugin_core::api::Auth;
use plugin_core::values::SecretKey;
use plugin_core::{Http, Result, Schema, connection};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Personal access token
    pub token: SecretKey,
    /// Address of the API, for GitHub Enterprise
    #[field(title = "URL", example = "https://github.example.com/api/v3")]
    pub url: Option<String>,
}

/// The reply of the connection test.
#[derive(Serialize, Schema)]
pub struct TestOutput {
    /// Name of the account
    pub login: String,
}

pub struct Connection {
    pub api: GitHub,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        let http = Http::builder(input.url.as_deref().unwrap_or("https://api.github.com"))
            .auth(Auth::bearer(&input.token)?)
            .build()?;
        Ok(Self { api: GitHub { http } })
    }

    pub async fn test(&self) -> Result<TestOutput> {
        Ok(TestOutput { login: self.api.account().await?.login })
    }
}

#[cfg(test)]
mod tests {
    use crate::api::GitHub;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::json;

    #[tokio::test]
    async fn the_connection_test_returns_the_account() {
        let stub = Stub::new();
        stub.on(GitHub::ACCOUNT).respond(MockResponse::json(json!({"login": "ada"})));
        let harness =
            Harness::new(crate::plugin()).connection(json!({"token": {"secretKey": "ghp_1"}})).stub(&stub);
        assert_eq!(harness.test_connection().await.output(), &json!({"login": "ada"}));
        assert_eq!(stub.requests()[0].header("Authorization"), Some("Bearer ghp_1"));
    }

    #[tokio::test]
    async fn an_invalid_token_is_reported() {
        let stub = Stub::new();
        stub.on(GitHub::ACCOUNT).respond(MockResponse::status(401));
        let harness =
            Harness::new(crate::plugin()).connection(json!({"token": {"secretKey": "ghp_1"}})).stub(&stub);
        assert_eq!(harness.test_connection().await.preset(), Some("invalid_credentials"));
    }
}
