// The body as XML needs a feature of plugin-core.
use plugin_core::{Http, Result, api_call};

#[derive(serde::Serialize)]
struct User {
    name: String,
}

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn add(&self, #[xml] user: &User) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::add;
    let _ = |api: Api, user: User| (api.http, user.name);
}
