// The error of a call converts from that of the framework.
use plugin_core::{Http, api_call};

struct Api {
    http: Http,
}

struct Error;

impl Api {
    #[api_call(GET, "name")]
    async fn name(&self) -> Result<String, Error>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::name;
    let _ = |api: Api| (api.http, Error);
}
