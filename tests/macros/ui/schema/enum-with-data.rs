// The dialect has only enums of plain names.
use plugin_core::{Http, Result, Schema, api_call};

#[derive(Schema)]
enum Filter {
    All,
    Named(String),
}

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users")]
    async fn users(&self, filter: Filter) -> Result<()>;
}

// No other error follows.
fn main() {
    let _ = |api: Api| (Api::users, api.http);
    let _ = (Filter::All, Filter::Named(String::new()));
}
