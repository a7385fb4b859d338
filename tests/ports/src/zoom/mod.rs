//! Zoom: a token that is cached and refreshed, and pages by a token in the state of a task.
#![allow(missing_docs)] // the names are those of the API

pub mod api;

use api::{Fields, Zoom};
use plugin_core::api::Cursor;
use plugin_core::values::{Any, SecretKey};
use plugin_core::{Page, Result, Schema, action, connection, task};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Account ID of the app
    pub account_id: String,
    /// Client ID of the app
    pub client_id: String,
    /// Client secret of the app
    pub client_secret: SecretKey,
}

pub struct Connection {
    pub api: Zoom,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        let (account, client) = (&input.account_id, &input.client_id);
        Ok(Self { api: Zoom::connect(account, client, input.client_secret.expose_secret(), 5)? })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.authenticate().await
    }
}

#[derive(Deserialize, Schema)]
pub struct UserInput {
    /// ID of the user, or the address of the mailbox
    #[field(title = "User ID", example = "user@example.com")]
    pub id: String,
}

#[derive(Serialize, Schema)]
pub struct UserOutput {
    /// The user
    pub user: Map<String, Value>,
}

/// Find a user
#[action]
pub async fn get_user(connection: &Connection, input: UserInput) -> Result<UserOutput> {
    let user = connection.api.get_user(&input.id).await?;
    Ok(UserOutput { user: user.as_object().cloned().unwrap_or_default() })
}

#[derive(Serialize, Schema)]
pub struct SuccessOutput {
    /// Whether it was done
    pub success: bool,
}

/// Delete a user
#[action]
pub async fn delete_user(connection: &Connection, input: UserInput) -> Result<SuccessOutput> {
    connection.api.delete_user(&input.id, &Fields::new()).await?;
    Ok(SuccessOutput { success: true })
}

#[derive(Serialize, Schema)]
pub struct EventsOutput {
    /// Sign-ins and sign-outs
    pub events: Vec<Any>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct EventsState {
    /// Where the next page is
    pub next_page_token: Option<Cursor>,
}

/// Watch who signs in and out
#[task]
pub async fn monitor_sign_in_out(
    connection: &Connection,
    state: EventsState,
) -> Result<Page<EventsOutput, EventsState>> {
    let (events, next) = connection.api.activities(None, None, None).page_from(state.next_page_token).await?;
    let more = next.is_some();
    let output = EventsOutput { events: events.into_iter().map(Any).collect() };
    Ok(Page::new(output).state(EventsState { next_page_token: next }).has_more_pages(more).status_code(200))
}

plugin_core::plugin! {
    title: "Zoom", vendor: "acme", name: "zoom",
    connection: Connection,
    actions: [get_user, delete_user],
    tasks: [monitor_sign_in_out],
}
