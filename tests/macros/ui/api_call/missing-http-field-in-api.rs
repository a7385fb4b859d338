// The client has another name, or the setting names something else.
use plugin_core::{Http, Result, api};

struct Api {
    client: Http,
}

#[api]
impl Api {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<()>;

    #[api_call(GET, "groups")]
    async fn groups(&self) -> Result<()>;
}

struct Other {
    name: String,
}

#[api(client = self.name)]
impl Other {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<()>;

    #[api_call(GET, "groups")]
    async fn groups(&self) -> Result<()>;
}

fn main() {
    let _ = |api: Api, other: Other| (api.client, other.name);
}
