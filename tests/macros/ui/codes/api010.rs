#![allow(dead_code)]
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "users/{id}")]
    async fn get_user(&self, id: u64) -> Result<()>;

    #[api_call(GET, "users/{id}")]
    async fn get_group(&self, id: u64) -> Result<()>;
}

fn main() {}
