// A cause and an assistance are texts, not pointers into the response.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", reject("/errors" => { cause: "Refused.", assistance: "/errors/0/hint", data: "errors" }))]
    async fn reject(&self) -> Result<()>;

    #[api_call(GET, "users", errors(409 => { cause: "/message" }))]
    async fn errors(&self) -> Result<()>;
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::reject, Api::errors);
    let _ = |api: Api| api.http;
}
