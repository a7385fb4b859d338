// A mapping that does not say what the answer is read as.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn call(&self) -> Result<usize> {
        |users| users.len()
    }
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
