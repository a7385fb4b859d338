// A word that an argument does not know.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn call(&self, #[query(coma)] ids: &[u64]) -> Result<()>;
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
