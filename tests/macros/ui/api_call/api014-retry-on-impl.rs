// A retry that never applies is a mistake.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api(retry(max = 3, on = [502, 503]))]
impl Api {
    #[api_call(GET, "users")]
    async fn list(&self) -> Result<()>;

    #[api_call(POST, "users")]
    async fn add(&self) -> Result<()>;

    #[api_call(POST, "users/quick", retry = none)]
    async fn add_once(&self) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::list, Api::add, Api::add_once);
    let _ = |api: Api| api.http;
}
