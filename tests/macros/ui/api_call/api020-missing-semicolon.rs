// The first error is the compiler's, the second has the correction. There are no further errors.
#![allow(dead_code)]
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<Vec<String>>

    #[api_call(GET, "groups")]
    async fn groups(&self) -> Result<Vec<String>>;
}

async fn list(api: &Api) -> Result<Vec<String>> {
    api.users().await?;
    api.groups().await
}

fn main() {}
