// A part of a multipart body has a name.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn call(&self, #[part] file: &str) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
