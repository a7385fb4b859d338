// A call returns a `Result`, because it can fail.
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

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::name, Api::users);
    let _ = |api: Api| api.http;
}
