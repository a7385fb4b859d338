// `OPERATIONS` is the table of all calls.
use plugin_core::{Http, Result, api};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "operations")]
    async fn operations(&self) -> Result<()>;
}

fn main() {
    let http = Http::new("https://api.example.com").unwrap();
    let _ = Api { http }.operations();
}
