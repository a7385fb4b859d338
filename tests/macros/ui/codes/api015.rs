#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", errors(40 => NotFound))]
    async fn list_users(&self) -> Result<()>;
}

fn main() {}
