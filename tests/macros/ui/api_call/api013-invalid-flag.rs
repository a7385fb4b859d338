// A flag is true or false.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users", idempotent = "no", no_auth = none)]
    async fn call(&self) -> Result<()>;

    #[api_call(GET, "users", allow_body = false)]
    async fn other(&self, #[json] user: &str) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::call, Api::other);
    let _ = |api: Api| api.http;
}
