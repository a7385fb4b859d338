//! The plugin of the benchmark: the actions `encode`, which only computes, and `list_users`, which calls an API.

use plugin_core::api::Auth;
use plugin_core::values::{Bytes, SecretKey};
use plugin_core::{Http, Result, Schema, action, api_call, connection};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize, Schema)]
#[schema(name = "user")]
struct User {
    /// Whether the user can log in
    active: bool,
    /// Time of the first login
    created_at: String,
    /// E-mail address
    email: String,
    /// ID of the user
    id: u64,
    /// Full name
    name: String,
    /// Role in the account
    role: String,
}

#[derive(Deserialize)]
struct UsersPage {
    users: Vec<User>,
}

struct UsersApi {
    http: Http,
}

impl UsersApi {
    #[api_call(GET, "users/list")]
    async fn list_users(&self, status: Option<&str>) -> Result<UsersPage>;
}

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// Base URL
    url: String,
    /// API key
    api_key: SecretKey,
}

struct Connection {
    api: UsersApi,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        let auth = Auth::bearer(&input.api_key)?;
        let http = Http::builder(&input.url).auth(auth).header("Accept", "application/json").build()?;
        Ok(Self { api: UsersApi { http } })
    }

    async fn test(&self) -> Result<()> {
        self.api.list_users(None).await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
struct EncodeInput {
    /// Text to encode
    content: String,
}

#[derive(Serialize, Schema)]
struct EncodeOutput {
    /// Base64 of the text
    data: Bytes,
}

/// Encode text as base64
#[action]
async fn encode(input: EncodeInput) -> Result<EncodeOutput> {
    Ok(EncodeOutput { data: input.content.into_bytes().into() })
}

#[derive(Deserialize, Schema)]
struct ListUsersInput {
    /// Only users with this status
    status: Option<String>,
}

#[derive(Serialize, Schema)]
struct ListUsersOutput {
    /// Number of users
    count: usize,
    /// Users
    users: Vec<User>,
}

/// List users
#[action]
async fn list_users(connection: &Connection, input: ListUsersInput) -> Result<ListUsersOutput> {
    let users = connection.api.list_users(input.status.as_deref()).await?.users;
    Ok(ListUsersOutput { count: users.len(), users })
}

plugin_core::plugin! {
    name: "usersapi", title: "Users API", vendor: "example",
    connection: Connection,
    actions: [encode, list_users],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}
