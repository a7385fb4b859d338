// A plugin with all kinds of items and fields.
#![deny(warnings, missing_docs)]
//! A plugin.

use plugin_core::values::{AsymmetricKey, Bytes, Date, File, Password, SecretKey, Token, UsernamePassword};
use plugin_core::{Context, Http, Result, Schema, action, api_call, connection};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An enum of plain names.
#[derive(Clone, Copy, Deserialize, Serialize, Schema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Active.
    Active,
    /// On hold.
    OnHold,
}

/// A type that contains itself.
#[derive(Deserialize, Serialize, Schema)]
#[schema(name = "tree_node")]
pub struct Node {
    /// Children
    pub children: Vec<Node>,
    /// First child
    pub first: Option<Box<Node>>,
}

/// All types of fields.
#[derive(Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Everything {
    /// Text
    pub text: String,
    /// Type
    pub r#type: Option<String>,
    /// Flag
    pub flag: bool,
    /// Small
    #[field(default = 1, required = true)]
    #[serde(default = "one")]
    pub small: i8,
    /// Large
    #[field(type = "number")]
    pub large: u64,
    /// Float
    pub float: f32,
    /// List
    pub list: Vec<Vec<String>>,
    /// Nodes
    pub nodes: Vec<Node>,
    /// Status
    pub status: Status,
    /// Letter
    #[field(enum = ["a", "b"], title = "Letter", tooltip = "Of the alphabet", placeholder = "a")]
    pub letter: String,
    /// Value
    pub value: Value,
    /// Map
    pub map: Map<String, Value>,
    /// Key
    pub key: Option<SecretKey>,
    /// Login
    pub login: Option<UsernamePassword>,
    /// Token
    pub token: Option<Token>,
    /// Cert
    pub cert: Option<AsymmetricKey>,
    /// Password
    pub password: Option<Password>,
    /// File
    pub file: Option<File>,
    /// Bytes
    pub bytes: Option<Bytes>,
    /// Date
    pub date: Option<Date>,
    /// Filled
    #[field(example = {"a": [1, null, -1.5, true]}, unchecked = true)]
    #[serde(default)]
    pub filled: u8,
    #[serde(skip)]
    pub skipped: u8,
    /// Renamed
    #[serde(rename = "re-named", alias = "old")]
    pub renamed: Option<String>,
}

/// The client.
pub struct Api {
    http: Http,
}

#[allow(missing_docs)]
impl Api {
    #[api_call(GET, "users/{id}/v{version}.json")]
    pub async fn get(
        &self,
        id: &str,
        version: u8,
        status: Option<Status>,
        ids: &[u64],
    ) -> Result<Option<Value>>;

    #[api_call(POST, "users")]
    pub async fn add(
        &self,
        user: &Node,
        #[query("dry-run")] dry: bool,
        #[header("X-Id")] id: Option<&str>,
    ) -> Result<Node>;

    #[api_call(PUT, "users/{type}")]
    pub async fn put(&self, r#type: String, #[form("a")] a: u8, #[form("b")] b: Option<u8>) -> Result<()>;

    #[api_call(DELETE, "users")]
    pub async fn delete(&self, #[json] ids: &[String]) -> Result<String>;

    #[api_call(PATCH, "users")]
    pub async fn patch(&self, #[form] fields: &Map<String, Value>) -> Result<Bytes>;
}

/// The connection.
pub struct Connection {
    api: Api,
}

/// The parameters of the connection.
#[derive(Deserialize, Schema)]
pub struct ConnectionInput {
    /// URL
    url: String,
}

#[connection]
impl Connection {
    /// Connects.
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        Ok(Self { api: Api { http: Http::new(input.url)? } })
    }

    /// Tests.
    pub async fn test(&self) -> Result<Value> {
        Ok(self.api.get("me", 1, None, &[]).await?.into())
    }

    /// Tests for a task.
    pub async fn test_task(&self, task: &str) -> Result<()> {
        let _ = task;
        Ok(())
    }
}

/// No arguments
#[action]
async fn nothing() -> Result<()> {
    Ok(())
}

/// Connection only
#[action(name = "other", title = "Other", description = "Another description")]
async fn with_connection(connection: &Connection) -> Result<Node> {
    connection.api.add(&Node { children: Vec::new(), first: None }, true, None).await
}

/// Input only
#[action]
async fn with_input(input: Everything) -> Result<Node> {
    let _ = (input.text, Everything::TEXT, Everything::TYPE, Everything::RENAMED);
    Ok(Node { children: Vec::new(), first: None })
}

fn one() -> i8 {
    1
}

/// Everything
#[action]
async fn with_all(connection: &Connection, input: Everything, context: &Context) -> Result<()> {
    let _ = (input.flag, context.remaining());
    connection.api.put(String::new(), 1, None).await
}

/// Context only
#[action]
async fn with_context(context: &Context) -> Result<()> {
    let _ = context;
    Ok(())
}

plugin_core::plugin! {
    name: "together", title: "All Together", vendor: "acme",
    connection: Connection,
    actions: [nothing, with_connection, with_input, with_all, with_context],
}

fn main() {
    assert_eq!(
        plugin().actions().collect::<Vec<_>>(),
        ["nothing", "other", "with_input", "with_all", "with_context"]
    );
    assert_eq!((Everything::TYPE, Everything::RENAMED, Everything::LARGE), ("type", "re-named", "large"));
    assert_eq!((with_connection::TITLE, with_connection::DESCRIPTION), ("Other", "Another description"));
}
