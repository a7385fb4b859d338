// The message offers the argument that may be meant. Other arguments cause no further errors.
#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{user_id}")]
    async fn a(&self, id: &str, limit: u32) -> Result<()>;

    #[api_call(GET, "groups/{grp}")]
    async fn b(&self, limit: u32, group: &str) -> Result<()>;

    #[api_call(POST, "groups/{group}/users/{user}")]
    async fn c(&self, group_id: &str, user_id: &str, #[json] user_name: &str) -> Result<()>;

    #[api_call(GET, "users/{x}")]
    async fn d(&self, name: &str, #[query] limit: u32) -> Result<()>;

    #[api_call(GET, "users/{x}")]
    async fn e(&self) -> Result<()>;
}

fn main() {}
