//! Parses a message, runs its action and writes the reply.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Client;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    body: Body<'a>,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    action: Cow<'a, str>,
    #[serde(borrow)]
    meta: &'a RawValue,
    #[serde(borrow)]
    connection: &'a RawValue,
    #[serde(borrow)]
    input: &'a RawValue,
}

#[derive(Serialize)]
struct Reply<'a, O> {
    body: ReplyBody<'a, O>,
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct ReplyBody<'a, O> {
    log: &'static str,
    meta: &'a RawValue,
    output: O,
    status: &'static str,
}

#[derive(Deserialize)]
struct EncodeInput<'a> {
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Serialize)]
struct EncodeOutput {
    data: String,
}

#[derive(Deserialize)]
struct ListUsersInput<'a> {
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct ListUsersOutput {
    count: usize,
    users: Vec<User>,
}

#[derive(Deserialize, Serialize)]
struct User {
    active: bool,
    created_at: String,
    email: String,
    id: u64,
    name: String,
    role: String,
}

#[derive(Deserialize)]
struct UsersPage {
    users: Vec<User>,
}

#[derive(Deserialize)]
struct ConnectionInput {
    url: String,
    api_key: SecretKey,
}

#[derive(Deserialize)]
struct SecretKey {
    #[serde(rename = "secretKey")]
    secret_key: String,
}

struct Connection {
    http: Client,
    users: String,
    authorization: String,
}

/// The status and the body of the reply.
pub(crate) async fn run(message: &[u8]) -> (u16, Vec<u8>) {
    match reply(message).await {
        Ok(body) => (200, body),
        Err(error) => (500, format!("{{\"error\":{:?}}}\n", error.to_string()).into_bytes()),
    }
}

async fn reply(message: &[u8]) -> Result<Vec<u8>, Error> {
    let message: Message<'_> = serde_json::from_slice(message)?;
    let body = message.body;
    match (&*message.version, &*message.kind, &*body.action) {
        ("v1", "action_start", "encode") => {
            let input: EncodeInput<'_> = serde_json::from_str(body.input.get())?;
            let data = STANDARD.encode(input.content.as_bytes());
            write(body.meta, "example/Users API:1.0.0. Step name: encode\n", EncodeOutput { data })
        }
        ("v1", "action_start", "list_users") => {
            let input: ListUsersInput<'_> = serde_json::from_str(body.input.get())?;
            let users = list_users(&*connection(body.connection.get())?, input.status.as_deref()).await?;
            let output = ListUsersOutput { count: users.len(), users };
            write(body.meta, "example/Users API:1.0.0. Step name: list_users\n", output)
        }
        _ => Err("the message is not known".into()),
    }
}

fn write(meta: &RawValue, log: &'static str, output: impl Serialize) -> Result<Vec<u8>, Error> {
    let body = ReplyBody { log, meta, output, status: "ok" };
    let mut text = serde_json::to_vec(&Reply { body, kind: "action_event", version: "v1" })?;
    text.push(b'\n');
    Ok(text)
}

fn connection(text: &str) -> Result<Arc<Connection>, Error> {
    static CACHE: LazyLock<RwLock<HashMap<String, Arc<Connection>>>> = LazyLock::new(RwLock::default);
    if let Some(connection) = CACHE.read().unwrap_or_else(PoisonError::into_inner).get(text) {
        return Ok(Arc::clone(connection));
    }
    let input: ConnectionInput = serde_json::from_str(text)?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let connection = Arc::new(Connection {
        http: Client::builder().build()?,
        users: format!("{}/users/list", input.url),
        authorization: format!("Bearer {}", input.api_key.secret_key),
    });
    let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    cache.insert(text.to_owned(), Arc::clone(&connection));
    Ok(connection)
}

async fn list_users(connection: &Connection, status: Option<&str>) -> Result<Vec<User>, Error> {
    let url = match status {
        Some(status) => format!("{}?status={status}", connection.users),
        None => connection.users.clone(),
    };
    let request = connection.http.get(url).header("authorization", &connection.authorization);
    let response = request.header("accept", "application/json").send().await?.error_for_status()?;
    Ok(serde_json::from_slice::<UsersPage>(&response.bytes().await?)?.users)
}
