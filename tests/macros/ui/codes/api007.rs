#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{user_id}")]
    fn get_user(user_id: u64);
}

fn main() {}
