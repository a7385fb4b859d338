use crate::api::User;
use crate::connection::Connection;
use plugin_core::{PluginError, Preset, Result, Schema, action};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Schema)]
pub struct GetUserInput {
    /// ID of the user
    #[field(example = "u-1")]
    pub user_id: String,
}

#[derive(Serialize, Schema)]
pub struct GetUserOutput {
    /// The user found
    pub user: User,
}

/// Find one user by ID
#[action]
pub async fn get_user(connection: &Connection, input: GetUserInput) -> Result<GetUserOutput> {
    let user =
        connection.api.get_user(&input.user_id).await?.ok_or(PluginError::from_preset(Preset::NotFound))?;
    Ok(GetUserOutput { user })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ExampleApi;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::json;

    #[tokio::test]
    async fn a_user_is_found() {
        let stub = Stub::new();
        let user = json!({"id": "u-1", "name": "Ada Lovelace", "email": "ada@example.com"});
        stub.on(ExampleApi::GET_USER).with("user_id", "u-1").respond(MockResponse::json(user));

        let connection = Connection { api: ExampleApi { http: stub.http().unwrap() } };
        let output = get_user(&connection, GetUserInput { user_id: "u-1".into() }).await.unwrap();
        assert_eq!(output.user.name, "Ada Lovelace");
    }

    /// The whole plugin, with a stub instead of the API.
    fn harness(stub: &Stub) -> Harness {
        let connection = json!({
            "account_id": "acme-17", "client_id": "tests", "client_secret": {"secretKey": "s3cr3t"},
        });
        Harness::new(crate::plugin()).connection(connection).stub(stub)
    }

    #[tokio::test]
    async fn a_missing_user_is_not_found() {
        let stub = Stub::new();
        stub.on(ExampleApi::GET_USER).respond(MockResponse::status(404));
        let answer = harness(&stub).action("get_user", json!({"user_id": "u-99"})).await;
        assert_eq!(answer.preset(), Some("not_found"));
        assert_eq!(stub.requests()[0].url(), "https://api.example.com/v1/users/u-99");
        assert_eq!(stub.requests()[0].header("Authorization"), Some("Bearer s3cr3t"));
    }

    #[tokio::test]
    async fn an_input_without_an_id_is_rejected() {
        let answer = harness(&Stub::new()).action("get_user", json!({})).await;
        assert!(answer.error().contains("user_id"), "{}", answer.error());
    }
}
