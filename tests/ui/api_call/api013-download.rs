// Nothing looks into a file.
use plugin_core::api::Download;
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "file", select = "/data", missing(404), reject("/error" => Unknown))]
    async fn file(&self) -> Result<Download>;
}

// The method is still there: no other error follows.
fn main() {
    let _ = Api::file;
    let _ = |api: Api| api.http;
}
