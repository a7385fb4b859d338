// A call that is lazy, but returns one answer.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate(link_header))]
    fn call(&self) -> Result<Vec<String>>;
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
