#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "/users/:user_id")]
    async fn get_user(&self, user_id: u64) -> Result<()>;
}

fn main() {}
