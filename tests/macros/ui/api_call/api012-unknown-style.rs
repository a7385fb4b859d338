// The pagination style has a typing error.
use plugin_core::api::Paged;
use plugin_core::{Http, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate(curser("/next" -> query "cursor")))]
    fn call(&self) -> Paged<String>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::call;
    let _ = |api: Api| api.http;
}
