#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", timeout = 30)]
    async fn list_users(&self) -> Result<()>;
}

fn main() {}
