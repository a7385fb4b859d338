#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn get_user(&self, #[path] user_id: &str) -> Result<()>;
}

fn main() {}
