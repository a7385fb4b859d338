//! The client of the API.

use plugin_core::{Http, Result, Schema, api};
use serde::{Deserialize, Serialize};

/// A user of the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct User {
    /// ID of the user
    #[field(example = "u-1")]
    pub id: String,
    /// Full name of the user
    #[field(example = "Ada Lovelace")]
    pub name: String,
}

/// An entry of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct AuditEntry {
    /// Number of the entry
    #[field(example = 7)]
    pub id: u64,
    /// What happened
    #[field(example = "user u-1 was added")]
    pub event: String,
}

/// A page of the audit log.
#[derive(Deserialize)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    pub has_more: bool,
}

/// The client. `#[api_call]` uses its field `http`.
pub struct Api {
    pub http: Http,
}

// `errors = runtime`: 401, 403, 429 and others are errors with a cause and an assistance.
// `retry = 3`: a call that fails for a moment is repeated up to three times.
#[api(errors = runtime, retry = 3)]
impl Api {
    #[api_call(GET, "status")]
    pub async fn status(&self) -> Result<()>;

    #[api_call(GET, "users")]
    pub async fn list_users(&self) -> Result<Vec<User>>;

    /// `None` if there is no such user.
    #[api_call(GET, "users/{user_id}", missing(404))]
    pub async fn get_user(&self, user_id: &str) -> Result<Option<User>>;

    /// The entries that follow the entry `after`.
    #[api_call(GET, "audit")]
    pub async fn audit_log(&self, after: Option<u64>) -> Result<AuditPage>;
}
