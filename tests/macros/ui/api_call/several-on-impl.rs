// The mistakes of all calls of an `impl` are reported at once.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api(errors(404 => NotFond))]
impl Api {
    #[api_call(GETT, "users/{idd}")]
    async fn call(&self, id: &str) -> Result<()>;

    #[api_call(GET, "/users")]
    fn other(&self) -> Result<()>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = (Api::call, Api::other);
    let _ = |api: Api| api.http;
}
