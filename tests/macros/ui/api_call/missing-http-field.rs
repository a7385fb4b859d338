// The client is a field with the name `http`.
use plugin_core::{Http, Result, api_call};

struct Api {
    client: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn call(&self) -> Result<()>;
}

fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.client;
}
