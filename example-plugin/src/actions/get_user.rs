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
    use crate::connection::ConnectionInput;
    use crate::users_api;
    use plugin_core::values::SecretKey;

    async fn connection() -> Connection {
        let input = ConnectionInput {
            account_id: "acme-17".into(),
            client_id: "tests".into(),
            client_secret: SecretKey { secret_key: "s3cr3t".into() },
            url: Some(users_api::start("s3cr3t").await.unwrap()),
        };
        Connection::connect(input).await.unwrap()
    }

    #[tokio::test]
    async fn an_action_is_a_function() {
        let found = get_user(&connection().await, GetUserInput { user_id: "u-1".into() }).await.unwrap();
        assert_eq!(found.user.name, "Ada Lovelace");
        assert_eq!((get_user::NAME, get_user::DESCRIPTION), ("get_user", "Find one user by ID"));
        assert_eq!((GetUserInput::USER_ID, GetUserOutput::USER), ("user_id", "user"));
    }

    #[tokio::test]
    async fn a_missing_user_is_not_found() {
        let error =
            get_user(&connection().await, GetUserInput { user_id: "u-99".into() }).await.err().unwrap();
        assert_eq!((error.preset(), error.status()), (Some(Preset::NotFound), Some(404)));
    }
}
