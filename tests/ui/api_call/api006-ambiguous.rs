// Query, header, form or field of the body?
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn call(&self, name: &str, mail: &str) -> Result<()>;
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
