// A call with `paginate` returns `Paged`.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate(link_header))]
    fn call(&self) -> Result<Vec<String>>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
