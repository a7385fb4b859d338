// The place is the value, also within `#[api]`.
#![allow(dead_code)]
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api(errors = 500)]
impl Api {
    #[api_call(GET, "users", errors = 404)]
    async fn users(&self) -> Result<()>;

    #[api_call(GET, "groups", retry(on = [429]))]
    async fn groups(&self) -> Result<()>;
}

fn main() {}
