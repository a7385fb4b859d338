//! OAuth 2.0 with client credentials: the token is fetched for the first request, shared by all steps, and renewed before it
//! expires or when the API rejects it.

use plugin_core::api::{Auth, Paged, host_label};
use plugin_core::values::SecretKey;
use plugin_core::{Http, Result, Schema, action, api, connection};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// Name of the tenant, which is part of the addresses
    #[field(example = "acme")]
    tenant: String,
    /// ID of the client
    #[field(title = "Client ID", example = "9f1c2d3e")]
    client_id: String,
    /// Secret of the client
    client_secret: SecretKey,
}

/// A device of the tenant.
#[derive(Serialize, Deserialize, Schema)]
struct Device {
    /// ID of the device
    id: String,
    /// Name in the network
    hostname: String,
}

struct Devices {
    http: Http,
}

#[api(errors = runtime, error_data("/error/message"), retry = 3)]
impl Devices {
    #[api_call(GET, "devices", paginate(cursor("/next" -> query "cursor"), items = "/devices"))]
    fn devices(&self, filter: Option<&str>) -> Paged<Device>;
}

struct Connection {
    api: Devices,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        // The tenant becomes a part of a host name, so it must not contain a dot or a slash.
        let tenant = host_label(&input.tenant)?;
        let token_url = format!("https://{tenant}.login.example.com/oauth2/token");
        let auth =
            Auth::oauth2(&token_url, &input.client_id, &input.client_secret).field("scope", "devices:read");
        let http = Http::builder(format!("https://{tenant}.api.example.com/v2")).auth(auth).build()?;
        Ok(Self { api: Devices { http } })
    }

    async fn test(&self) -> Result<()> {
        self.api.devices(None).collect(1).await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
struct ListDevicesInput {
    /// Only devices whose names contain this text
    #[field(example = "laptop")]
    filter: Option<String>,
}

#[derive(Serialize, Schema)]
struct ListDevicesOutput {
    /// The devices found
    devices: Vec<Device>,
}

/// List the devices of the tenant
#[action]
async fn list_devices(connection: &Connection, input: ListDevicesInput) -> Result<ListDevicesOutput> {
    let devices = connection.api.devices(input.filter.as_deref()).collect(10_000).await?;
    Ok(ListDevicesOutput { devices })
}

plugin_core::plugin! {
    title: "Devices", vendor: "acme",
    connection: Connection,
    actions: [list_devices],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}

#[cfg(test)]
mod tests;
