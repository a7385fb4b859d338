// A query that cannot be sent as it stands.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users?name={name}")]
    async fn call(&self, name: &str) -> Result<()>;
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
