// The place is the attribute of the call, or its name, and not `#[api]`.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET)]
    async fn users(&self) -> Result<()>;

    #[api_call(GET "groups")]
    async fn groups(&self) -> Result<()>;

    #[api_call]
    async fn roles(&self) -> Result<()>;
}

#[api]
struct Other;

fn main() {
    let _ = |api: Api, _: Other| api.http;
}
