#![allow(dead_code)]
use plugin_core::api::Paged;
use plugin_core::{Http, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate(link_header))]
    async fn users(&self) -> Paged<String>;
}

fn main() {}
