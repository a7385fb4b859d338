//! The client of the API.

use plugin_core::{Http, Result, Schema, api_call};
use serde::{Deserialize, Serialize};

/// A user, as the API tells of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct User {
    /// ID of the user
    #[field(example = "u-1")]
    pub id: String,
    /// Full name
    #[field(example = "Ada Lovelace")]
    pub name: String,
}

/// The client lives in a field called `http`.
pub struct Api {
    pub http: Http,
}

impl Api {
    /// 404 and the other statuses are errors that say what to do; `None` if the API answers 204.
    #[api_call(GET, "users/{user_id}")]
    pub async fn get_user(&self, user_id: &str) -> Result<Option<User>>;

    #[api_call(GET, "status")]
    pub async fn status(&self) -> Result<()>;
}
