// A method of `#[api]` without a body is a call.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<()>;

    async fn groups(&self) -> Result<()>;

    fn helper(&self) -> &Http {
        &self.http
    }
}

// The methods still exist, so no other error follows.
fn main() {
    let _ = (Api::users, Api::groups, Api::helper);
}
