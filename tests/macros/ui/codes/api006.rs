#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn create(&self, name: &str, mail: &str) -> Result<()>;
}

fn main() {}
