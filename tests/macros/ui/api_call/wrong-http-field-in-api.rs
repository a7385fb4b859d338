// The field `http` is the client: one error, whatever the number of calls.
#![allow(dead_code)]
use plugin_core::{Result, api};

struct Api {
    http: String,
}

#[api]
impl Api {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<()>;

    #[api_call(GET, "groups")]
    async fn groups(&self) -> Result<()>;
}

fn main() {}
