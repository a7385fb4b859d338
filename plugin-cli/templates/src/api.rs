//! The client of the API.

use plugin_core::{Http, Result, Schema, api_call};
use serde::{Deserialize, Serialize};

/// A user of the API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct User {
    /// ID of the user
    #[field(example = "u-1")]
    pub id: String,
    /// Full name of the user
    #[field(example = "Ada Lovelace")]
    pub name: String,
}

/// The client. `#[api_call]` uses its field `http`.
pub struct Api {
    pub http: Http,
}

impl Api {
    /// `None` if the API returns 204. 404 and other failures are errors with a cause and an assistance.
    #[api_call(GET, "users/{user_id}")]
    pub async fn get_user(&self, user_id: &str) -> Result<Option<User>>;

    #[api_call(GET, "status")]
    pub async fn status(&self) -> Result<()>;
}
