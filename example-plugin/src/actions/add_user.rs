use crate::api::{NewUser, User};
use crate::connection::Connection;
use plugin_core::{PluginError, Preset, Result, Schema, action};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Schema)]
pub struct AddUserInput {
    /// Full name
    #[field(example = "Grace Hopper")]
    pub name: String,
    /// Address of the user's mailbox
    #[field(example = "grace@example.com")]
    pub email: String,
}

#[derive(Serialize, Schema)]
pub struct AddUserOutput {
    /// The added user
    pub user: User,
}

/// Add a user to the account
#[action]
pub async fn add_user(connection: &Connection, input: AddUserInput) -> Result<AddUserOutput> {
    let new = NewUser { name: input.name, email: input.email };
    let user = connection.api.add_user(&new).await.map_err(explain)?;
    Ok(AddUserOutput { user })
}

/// Turns 409 into a clear message. The default table of statuses does not contain it.
fn explain(error: PluginError) -> PluginError {
    match error.status() {
        Some(409) => PluginError::from_preset(Preset::Conflict)
            .with_cause("A user with this address exists already.")
            .with_data(error.data())
            .with_status(409),
        _ => error,
    }
}
