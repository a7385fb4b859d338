#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{id}")]
    async fn get_user<T: Send>(&self, id: T) -> Result<()>;
}

fn main() {}
