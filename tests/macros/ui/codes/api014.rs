#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users", retry = 3)]
    async fn create(&self) -> Result<()>;
}

fn main() {}
