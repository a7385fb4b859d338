// The items of pages are read from JSON.
use plugin_core::api::Paged;
use plugin_core::{Http, api_call};

struct User {
    id: u64,
}

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate(link_header))]
    fn users(&self) -> Paged<User>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::users;
    let _ = |api: Api, user: User| (api.http, user.id);
}
