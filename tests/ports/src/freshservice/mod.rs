//! Freshservice: multipart files, and pages that the caller requests.
#![allow(missing_docs)] // the names are those of the API

pub mod api;

use api::{Fields, Freshservice};
use plugin_core::values::{File, SecretKey};
use plugin_core::{Result, Schema, action, connection};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Address of the account
    #[field(title = "URL", example = "https://example.freshservice.com")]
    pub url: String,
    /// API key
    pub api_key: SecretKey,
}

pub struct Connection {
    pub api: Freshservice,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        Ok(Self { api: Freshservice::connect(&input.url, input.api_key.expose_secret())? })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.list_all_groups().await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
pub struct AttachInput {
    /// ID of the ticket
    #[field(example = 1)]
    pub ticket_id: u64,
    /// Files to add
    pub attachments: Vec<File>,
}

#[derive(Serialize, Schema)]
pub struct TicketOutput {
    /// The ticket
    pub ticket: Value,
}

/// Add files to a ticket
#[action]
pub async fn attach(connection: &Connection, input: AttachInput) -> Result<TicketOutput> {
    let mut answer =
        connection.api.update_ticket(&input.ticket_id.to_string(), None, &input.attachments).await?;
    Ok(TicketOutput { ticket: answer["ticket"].take() })
}

#[derive(Deserialize, Schema)]
pub struct ListTicketsInput {
    /// How many pages to fetch at most
    #[field(example = 3)]
    pub pages: u64,
}

#[derive(Serialize, Schema)]
pub struct ListTicketsOutput {
    /// The tickets
    pub tickets: Vec<Value>,
}

/// List the tickets, newest first
#[action]
pub async fn list_tickets(connection: &Connection, input: ListTicketsInput) -> Result<ListTicketsOutput> {
    let mut tickets = Vec::new();
    for page in 1..=input.pages {
        let parameters = Fields::from_iter([("page".to_owned(), page.into())]);
        match connection.api.list_tickets(&parameters).await?.0["tickets"].take() {
            Value::Array(more) if !more.is_empty() => tickets.extend(more),
            _ => break,
        }
    }
    Ok(ListTicketsOutput { tickets })
}

plugin_core::plugin! {
    title: "Freshservice", vendor: "acme", name: "freshservice",
    connection: Connection,
    actions: [attach, list_tickets],
}
