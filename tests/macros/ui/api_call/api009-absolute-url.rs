// The host comes from the base URL.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "https://example.com/users")]
    async fn call(&self) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
