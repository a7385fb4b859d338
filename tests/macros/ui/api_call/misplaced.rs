// A call is a method, and `api` applies to the `impl` around it.
use plugin_core::{Http, api, api_call};

#[api_call(GET, "users")]
pub struct User {
    pub id: String,
}

#[api]
pub struct Api {
    pub http: Http,
}

#[api_call(GET, "users")]
impl Api {
    fn id(user: User) -> String {
        user.id
    }
}

#[api(base = "v2")]
mod calls {}

#[api_call(GET, "users")]
type Users = Vec<User>;

// The items still exist, so no other error follows.
fn main() {
    let _ = (Api::id, |users: Users| users, |api: Api| api.http);
}
