// The name of an argument stands alone, in quotes.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn add(&self, #[query(name = "dryRun")] dry_run: bool, #[header(X_Tenant)] tenant: &str) -> Result<()>;

    #[api_call(GET, "users/{id:u64}")]
    async fn get(&self, id: u64) -> Result<()>;

    #[api_call(GET, "users", timeout: "30s")]
    async fn list(&self) -> Result<()>;

    #[api_call(GET, "groups", retry = "3")]
    async fn groups(&self) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::add, Api::get, Api::list, Api::groups);
    let _ = |api: Api| api.http;
}
