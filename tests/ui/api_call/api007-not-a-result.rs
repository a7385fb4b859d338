// A call can fail, whatever it returns.
use plugin_core::api::Paged;
use plugin_core::{Http, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "name")]
    async fn name(&self) -> String;

    #[api_call(GET, "users")]
    async fn users(&self) -> Paged<String>;
}

// The methods are still there: no other error follows.
fn main() {
    let _ = (Api::name, Api::users);
    let _ = |api: Api| api.http;
}
