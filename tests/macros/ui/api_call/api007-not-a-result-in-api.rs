// The same in an `impl` with `#[api]`: one error at each return type.
use plugin_core::api::Paged;
use plugin_core::{Http, api};

struct Api {
    http: Http,
}

#[api(errors = runtime, select = "/data")]
impl Api {
    #[api_call(GET, "name")]
    async fn name(&self) -> String;

    #[api_call(GET, "users", missing(404))]
    async fn users(&self) -> Option<Vec<String>>;

    #[api_call(GET, "groups")]
    async fn groups(&self) -> Paged<String>;
}

fn main() {
    let _ = (Api::name, Api::users, Api::groups);
    let _ = |api: Api| api.http;
}
