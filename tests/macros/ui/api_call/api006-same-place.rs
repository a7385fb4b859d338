// A place in the request has one argument.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn list(
        &self,
        limit: u32,
        #[query("limit")] count: u32,
        #[header("X-Tenant")] tenant: &str,
        #[header("x-tenant")] account: &str,
    ) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::list;
    let _ = |api: Api| api.http;
}
