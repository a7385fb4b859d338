//! Azure Blob Storage: a token that is refreshed before it expires, responses and errors in XML, raw bodies.
#![allow(missing_docs)] // the names are those of the API

pub mod api;

use api::{Fields, Storage};
use plugin_core::values::{Bytes, SecretKey};
use plugin_core::{Result, Schema, action, connection};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// Name of the storage account
    #[field(example = "exampleaccount")]
    pub account: String,
    /// ID of the directory
    pub tenant_id: String,
    /// ID of the app
    pub client_id: String,
    /// Secret of the app
    pub client_secret: SecretKey,
}

pub struct Connection {
    pub api: Storage,
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        let secret = input.client_secret.secret_key;
        Ok(Self { api: Storage::connect(&input.account, &input.tenant_id, &input.client_id, secret)? })
    }

    pub async fn test(&self) -> Result<()> {
        self.api.list_containers("", Some(1), &[], None, &Fields::new()).await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
pub struct GetBlobInput {
    /// Name of the container
    #[field(example = "container-1")]
    pub container_name: String,
    /// Name of the blob
    #[field(example = "folder/report.csv")]
    pub blob_name: String,
}

#[derive(Serialize, Schema)]
pub struct GetBlobOutput {
    /// Content of the blob
    pub data: Bytes,
}

/// Fetch a blob
#[action]
pub async fn get_blob(connection: &Connection, input: GetBlobInput) -> Result<GetBlobOutput> {
    let (container, name) = (&input.container_name, &input.blob_name);
    Ok(GetBlobOutput { data: connection.api.get_blob(container, name, None, None, &Fields::new()).await? })
}

#[derive(Deserialize, Schema)]
pub struct CreateContainerInput {
    /// Name of the container
    #[field(example = "container-1")]
    pub container_name: String,
}

#[derive(Serialize, Schema)]
pub struct CreateContainerOutput {
    /// Whether it was done
    pub success: bool,
}

/// Create a container
#[action]
pub async fn create_container(
    connection: &Connection,
    input: CreateContainerInput,
) -> Result<CreateContainerOutput> {
    let success = connection.api.create_container(&input.container_name, &Fields::new()).await?;
    Ok(CreateContainerOutput { success })
}

plugin_core::plugin! {
    title: "Azure Blob Storage", vendor: "acme", name: "azure_blob_storage",
    connection: Connection,
    actions: [get_blob, create_container],
}
