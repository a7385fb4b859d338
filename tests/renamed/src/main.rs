//! Compiles only if all generated code names the framework as it is told to.

use core_rt::{Http, Result, Schema, action, api_call, connection};
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
    #[field(enum = ["a"], default = "a", type = "string", required = false)]
    name: Option<String>,
    level: Level,
}

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{level}", crate = core_rt)]
    async fn get(&self, level: &Level, name: Option<&str>) -> Result<Option<Input>>;
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

/// Does nothing either
#[action(crate = core_rt)]
async fn second() -> Result<()> {
    Ok(())
}

core_rt::plugin! { title: "Renamed", vendor: "acme", connection: Connection, actions: [first, second], crate: core_rt }

fn main() -> std::process::ExitCode {
    plugin().main()
}
