// A type that cannot be read.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn call(&self) -> Result<User>;
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}

struct User;
