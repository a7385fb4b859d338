// An argument has one place in the request.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{user_id}")]
    async fn get(&self, #[query] user_id: &str) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::get;
    let _ = |api: Api| api.http;
}
