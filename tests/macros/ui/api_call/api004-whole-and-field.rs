// A whole body and a field exclude each other.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(POST, "login")]
    async fn login(&self, #[json("user")] user: &str, #[json] time: u64) -> Result<()>;
}

fn main() {
    let http = Http::new("https://api.example.com").unwrap();
    let _ = Api { http }.login("ada", 1);
}
