// The setting of the `impl` has a typing error.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api(tiemout = "30s")]
impl Api {
    #[api_call(GET, "users")]
    async fn call(&self) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
