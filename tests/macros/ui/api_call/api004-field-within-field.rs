// Two arguments cannot write the same field of the body.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "users")]
    async fn within(&self, #[json("data")] data: &str, #[json("/data/name")] name: &str) -> Result<()>;

    #[api_call(POST, "users")]
    async fn twice(&self, #[json("name")] name: &str, #[json("name")] other: &str) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::within, Api::twice);
    let _ = |api: Api| api.http;
}
