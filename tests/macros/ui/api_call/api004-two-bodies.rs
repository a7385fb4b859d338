// A request has one body.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn call(&self, #[json] user: &serde_json::Value, #[form] form: &serde_json::Value) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
