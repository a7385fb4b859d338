// A closure cannot map pages.
use plugin_core::api::Paged;
use plugin_core::{Http, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate(link_header))]
    fn users(&self) -> Paged<u64> {
        |user: u64| user
    }
}

fn main() {
    let http = Http::new("https://api.example.com").unwrap();
    let _ = Api { http }.users();
}
