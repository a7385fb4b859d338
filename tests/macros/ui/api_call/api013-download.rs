// The body of a download is not read into memory.
use plugin_core::api::Download;
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "file", select = "/data", missing(404), reject("/error" => Unknown))]
    async fn file(&self) -> Result<Download>;
}

// The method still exists, so no other error follows.
fn main() {
    let _ = Api::file;
    let _ = |api: Api| api.http;
}
