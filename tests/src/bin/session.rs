//! A plugin for tests whose API requires a login and a logout.

use plugin_core::api::{Auth, Credentials};
use plugin_core::{Http, Result, Schema, action, api, connection};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// Address of the API
    url: String,
}

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(POST, "session", no_auth)]
    async fn log_in(&self) -> Result<()>;

    #[api_call(DELETE, "session", no_auth)]
    async fn log_out(&self, #[header("X-Session")] session: &str) -> Result<()>;

    #[api_call(GET, "things")]
    async fn look(&self) -> Result<()>;
}

struct Connection {
    api: Api,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        let session = Auth::session(|http| async move {
            Api { http }.log_in().await?;
            Credentials::header("X-Session", "1")
        });
        let session = session.logout(|http, grant| async move {
            let _ = Api { http }.log_out(grant.token()).await;
        });
        Ok(Self { api: Api { http: Http::builder(input.url).auth(session).build()? } })
    }

    async fn test(&self) -> Result<()> {
        self.api.look().await
    }
}

#[derive(Serialize, Schema)]
struct Nothing {
    /// Always true
    success: bool,
}

/// Look at the API
#[action]
async fn look(connection: &Connection) -> Result<Nothing> {
    connection.api.look().await?;
    Ok(Nothing { success: true })
}

plugin_core::plugin! { title: "Session", vendor: "acme", connection: Connection, actions: [look] }

fn main() -> ExitCode {
    plugin().main()
}
