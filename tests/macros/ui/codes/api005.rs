#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn user(&self) -> Result<User>;
}

struct User {
    name: String,
}

fn main() {}
