// The type has no default for a missing value.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

#[derive(serde::Deserialize)]
struct User {}

impl Api {
    #[api_call(GET, "users", missing(404))]
    async fn call(&self) -> Result<User>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
