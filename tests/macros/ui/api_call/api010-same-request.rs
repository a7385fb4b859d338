// Two calls send the same request.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api()]
impl Api {
    #[api_call(GET, "users/{id}")]
    async fn call(&self, id: &str) -> Result<()>;

    #[api_call(GET, "users/{id}")]
    async fn again(&self, id: &str) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = (Api::call, Api::again);
    let _ = |api: Api| api.http;
}
