// The first error is the compiler's, the second has the correction.
#![allow(dead_code)]
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn users(&self) -> Result<Vec<String>>
}

fn main() {}
