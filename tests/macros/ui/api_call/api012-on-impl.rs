// The setting `paginate` belongs to a call.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api(paginate(link_header))]
impl Api {
    #[api_call(GET, "users")]
    async fn call(&self) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
