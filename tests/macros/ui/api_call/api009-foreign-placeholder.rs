// Placeholders as other tools write them: each would be sent as text.
use plugin_core::{Http, Result, api_call};

struct Api {
    http: Http,
}

impl Api {
    #[api_call(GET, "users/<user_id>")]
    async fn flask(&self, user_id: &str) -> Result<()>;

    #[api_call(GET, "users/<int:user-id>/groups")]
    async fn flask_with_type(&self, user_id: u64) -> Result<()>;

    #[api_call(GET, "users/:user_id")]
    async fn express(&self, user_id: &str) -> Result<()>;

    #[api_call(GET, "users/${user_id}")]
    async fn script(&self, user_id: &str) -> Result<()>;

    #[api_call(GET, "users/[user_id]")]
    async fn next(&self, user_id: &str) -> Result<()>;

    #[api_call(GET, "users/%s")]
    async fn printf(&self, user_id: &str) -> Result<()>;
}

fn main() {
    let _ = |api: Api| api.http;
}
