//! TOPdesk: basic authorization, free queries and bodies, responses without empty values.
#![allow(missing_docs)] // the names are those of the API

pub mod api;

use api::{Fields, Topdesk};
use plugin_core::values::UsernamePassword;
use plugin_core::{Result, Schema, action, connection};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Name of the operator and application password
    pub credentials: UsernamePassword,
    /// Name of the organisation in its address
    #[field(example = "example")]
    pub domain: String,
}

pub struct Connection {
    pub api: Topdesk,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        Ok(Self { api: Topdesk::connect(&input.domain, &input.credentials)? })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.get_suppliers(&Fields::new()).await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
pub struct GetIncidentInput {
    /// Number of the incident
    #[field(example = "I 2301 103")]
    pub number: String,
}

#[derive(Serialize, Schema)]
pub struct IncidentOutput {
    /// The incident
    pub incident: Value,
}

/// Find an incident by its number
#[action]
pub async fn get_incident(connection: &Connection, input: GetIncidentInput) -> Result<IncidentOutput> {
    Ok(IncidentOutput { incident: connection.api.get_incident_by_number(&input.number).await?.0 })
}

#[derive(Deserialize, Schema)]
pub struct CreateIncidentInput {
    /// What it is about
    #[field(example = "The printer is on fire")]
    pub brief_description: String,
}

/// Create an incident
#[action]
pub async fn create_incident(connection: &Connection, input: CreateIncidentInput) -> Result<IncidentOutput> {
    let fields = Fields::from_iter([("briefDescription".to_owned(), input.brief_description.into())]);
    Ok(IncidentOutput { incident: connection.api.create_incident(&fields).await?.0 })
}

plugin_core::plugin! {
    title: "TOPdesk", vendor: "acme", name: "topdesk",
    connection: Connection,
    actions: [get_incident, create_incident],
}
