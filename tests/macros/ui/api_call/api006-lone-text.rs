// A single text is not a JSON body, even if its type is an alias.
use plugin_core::{Http, Result, api_call};

type Id = u64;

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn add(&self, name: &str) -> Result<()>;

    #[api_call(PUT, "users")]
    async fn put(&self, id: Option<Id>) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::add, Api::put);
    let _ = |api: Api| api.http;
}
