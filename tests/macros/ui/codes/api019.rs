#![allow(dead_code)]
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api]
impl Api {
    async fn list_users(&self) -> Result<()>;
}

fn main() {}
