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
    let user = connection.api.get_user(&input.user_id).await?;
    let user = user.ok_or(PluginError::from_preset(Preset::NotFound))?;
    Ok(GetUserOutput { user })
}

#[cfg(test)]
mod tests {
    use crate::api::Api;
    use crate::testing::harness;
    use plugin_core::testing::{MockResponse, Stub};
    use serde_json::json;

    #[tokio::test]
    async fn a_user_is_found() {
        let stub = Stub::new();
        let user = json!({"id": "u-1", "name": "Ada Lovelace"});
        stub.on(Api::GET_USER).with("user_id", "u-1").respond(MockResponse::json(user));
        let reply = harness(&stub).action("get_user", json!({"user_id": "u-1"})).await;
        assert_eq!(reply.output()["user"]["name"], "Ada Lovelace");
    }

    #[tokio::test]
    async fn a_missing_user_is_not_found() {
        let stub = Stub::new();
        stub.on(Api::GET_USER).respond(MockResponse::status(404));
        let reply = harness(&stub).action("get_user", json!({"user_id": "u-99"})).await;
        assert_eq!(reply.preset(), Some("not_found"));
    }

    #[tokio::test]
    async fn an_input_without_an_id_is_rejected() {
        let reply = harness(&Stub::new()).action("get_user", json!({})).await;
        assert!(reply.error().contains("user_id"), "{}", reply.error());
    }
}
