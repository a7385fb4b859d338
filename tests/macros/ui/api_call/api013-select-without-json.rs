// `select` needs a type that is read from JSON.
use plugin_core::api::WithMeta;
use plugin_core::{Http, Result, api, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", select = "/data")]
    async fn unit(&self) -> Result<()>;

    #[api_call(GET, "users", select = "/data")]
    async fn reply(&self) -> Result<WithMeta<()>>;
}

#[api(select = "/data")]
impl Api {
    #[api_call(DELETE, "users")]
    async fn delete(&self) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::unit, Api::reply, Api::delete);
    let _ = |api: Api| api.http;
}
