// A call has concrete types.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/{id}")]
    async fn call<T: Send>(&self, id: T) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call::<u8>;
    let _ = |api: Api| api.http;
}
