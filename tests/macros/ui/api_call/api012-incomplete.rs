// Each is one error, at its place.
#![allow(dead_code)]
use plugin_core::api::Paged;
use plugin_core::{Http, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users", paginate)]
    fn a(&self) -> Paged<String>;

    #[api_call(GET, "users", paginate())]
    fn b(&self) -> Paged<String>;

    #[api_call(GET, "users", paginate(cursor))]
    fn c(&self) -> Paged<String>;

    #[api_call(GET, "users", paginate(cursor("/next")))]
    fn d(&self) -> Paged<String>;

    #[api_call(GET, "users", paginate(offset()))]
    fn e(&self) -> Paged<String>;

    #[api_call(GET, "users", paginate(next_url))]
    fn f(&self) -> Paged<String>;
}

fn main() {}
