#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn list_users(&self, #[header("X Name")] name: &str) -> Result<()>;
}

fn main() {}
