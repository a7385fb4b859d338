//! Compiles only if all generated code uses the configured name of the framework.

use core_rt::{Context, CustomConfig, Events, Http, Page, Result, Schema};
use core_rt::{action, api, api_call, connection, task, trigger};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize, Schema)]
#[schema(crate = core_rt)]
enum Level {
    Low,
    High,
}

#[derive(Deserialize, Serialize, Schema)]
#[schema(crate = core_rt)]
struct Input {
    /// Name
    #[field(enum = ["a"], default = "a", type = "string", required = false)]
    name: Option<String>,
    /// Level
    level: Level,
}

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{level}", crate = core_rt)]
    async fn get(&self, level: &Level, name: Option<&str>) -> Result<Option<Input>>;
}

#[api(crate = core_rt, errors(404 => NotFound))]
impl Api {
    #[api_call(POST, "users")]
    async fn add(&self, input: &Input) -> Result<()>;

    #[api_call(GET, "users", paginate(link_header))]
    fn users(&self) -> api::Paged<Input>;
}

struct Connection {
    api: Api,
}

#[connection(crate = core_rt)]
impl Connection {
    async fn connect(input: Input) -> Result<Self> {
        Ok(Self { api: Api { http: Http::new(input.name.unwrap_or_default())? } })
    }

    async fn test(&self) -> Result<()> {
        self.api.get(&Level::Low, None).await.map(drop)
    }

    async fn test_task(&self, _task: &str) -> Result<()> {
        self.api.get(&Level::High, None).await.map(drop)
    }
}

/// Does nothing
#[action(crate = core_rt)]
async fn first(_connection: &Connection, input: Input) -> Result<Input> {
    Ok(input)
}

/// Does nothing as well
#[action(crate = core_rt)]
async fn second() -> Result<()> {
    Ok(())
}

/// Sends each user as an event
#[trigger(crate = core_rt)]
async fn new_user(connection: &Connection, events: Events<Input>, _context: &Context) -> Result<()> {
    for user in connection.api.users().collect(100).await? {
        connection.api.add(&user).await?;
        events.send(user).await?;
    }
    Ok(())
}

/// Does nothing once more
#[task(crate = core_rt)]
async fn monitor(_config: CustomConfig) -> Result<Page<()>> {
    Ok(Page::new(()))
}

core_rt::plugin! {
    title: "Renamed", vendor: "acme",
    connection: Connection,
    actions: [first, second],
    triggers: [new_user],
    tasks: [monitor],
    crate: core_rt,
}

fn main() -> std::process::ExitCode {
    plugin().main()
}
