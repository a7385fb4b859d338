// The attribute applies to the `impl` of a type.
use plugin_core::{Http, Result, api};

trait Users {
    fn count(&self) -> u64;
}

struct Api {
    http: Http,
}

#[api]
impl Users for Api {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<Vec<u64>>;
}

fn main() {
    let http = Http::new("https://api.example.com").unwrap();
    let _ = Api { http }.users();
}
