//! The client of the Example API.

use plugin_core::values::Date;
use plugin_core::{Http, Result, Schema, api_call};
use serde::{Deserialize, Serialize};

/// A user of the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct User {
    /// ID of the user
    #[field(example = "u-1")]
    pub id: String,
    /// Full name
    #[field(example = "Ada Lovelace")]
    pub name: String,
    /// Address of the user's mailbox
    #[field(example = "ada@example.com")]
    pub email: String,
}

/// An entry of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct AuditEntry {
    /// Number of the entry
    #[field(title = "ID", example = 7)]
    pub id: u64,
    /// When it happened
    #[field(example = "2026-01-01T00:00:00Z")]
    pub time: Date,
    /// What happened
    #[field(example = "user u-1 was added")]
    pub event: String,
}

/// A page of the audit log.
#[derive(Serialize, Deserialize)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// End of the requested time span.
    pub until: Date,
    /// Cursor of the next page; `None` on the last page.
    pub next: Option<String>,
}

/// A user to add. The API chooses the ID.
#[derive(Serialize)]
pub struct NewUser {
    pub name: String,
    pub email: String,
}

/// The client. `#[api_call]` uses its field `http`.
pub struct ExampleApi {
    pub http: Http,
}

impl ExampleApi {
    /// `None` if the API returns 204, because there are no users.
    #[api_call(GET, "users/list")]
    pub async fn list_users(&self) -> Result<Option<Vec<User>>>;

    #[api_call(GET, "users/{user_id}")]
    pub async fn get_user(&self, user_id: &str) -> Result<Option<User>>;

    #[api_call(POST, "users/add")]
    pub async fn add_user(&self, #[json] user: &NewUser) -> Result<User>;

    /// One page of the entries from `since` to `until`; `cursor` selects the page.
    #[api_call(GET, "audit")]
    pub async fn audit_log(&self, since: &str, until: &str, cursor: Option<&str>) -> Result<AuditPage>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users_api;
    use plugin_core::Preset;
    use plugin_core::api::Auth;
    use plugin_core::testing::{MockResponse, Stub};
    use std::time::Duration;

    /// Calls for these tests.
    impl ExampleApi {
        /// The same list; `answer` selects the failure that the API simulates.
        #[api_call(GET, "users/list")]
        async fn list_users_as(&self, answer: &str) -> Result<Option<Vec<User>>>;

        #[api_call(GET, "users/{user_id}", retry = 2)]
        async fn get_user_patiently(&self, user_id: &str) -> Result<User>;
    }

    async fn api() -> ExampleApi {
        let url = users_api::start("s3cr3t").await.unwrap();
        let http = Http::builder(url).auth(Auth::bearer("s3cr3t").unwrap());
        ExampleApi { http: http.read_timeout(Duration::from_millis(200)).build().unwrap() }
    }

    #[tokio::test]
    async fn each_failure_has_its_preset() {
        let api = api().await;
        assert_eq!(api.list_users().await.unwrap().unwrap().len(), 2);
        assert_eq!(api.list_users_as("204").await.unwrap(), None);
        for (answer, preset, status, data) in [
            ("500", Preset::ServerError, Some(500), "the database is gone"),
            ("503", Preset::ServiceUnavailable, Some(503), "come back later"),
            ("418", Preset::Unknown, Some(418), "I am a teapot"),
            ("text", Preset::Unknown, Some(502), "<h1>Bad gateway</h1>"),
            ("bad-json", Preset::InvalidJson, Some(200), "[{\"id\": "),
        ] {
            let error = api.list_users_as(answer).await.unwrap_err();
            assert_eq!((error.preset(), error.status()), (Some(preset), status), "{answer}");
            assert_eq!(error.data(), data, "{answer}");
        }
        assert_eq!(api.list_users_as("slow").await.unwrap_err().preset(), Some(Preset::Timeout));
    }

    #[tokio::test]
    async fn a_call_is_repeated_after_429() {
        let stub = Stub::new();
        let busy = MockResponse::status(429).header("Retry-After", "7");
        stub.on(ExampleApi::GET_USER_PATIENTLY).times(1).respond(busy);
        let ada = User { id: "u-1".into(), name: "Ada Lovelace".into(), email: "ada@example.com".into() };
        stub.on(ExampleApi::GET_USER_PATIENTLY).with("user_id", "u-1").respond(MockResponse::json(&ada));

        let api = ExampleApi { http: stub.http().unwrap() };
        assert_eq!(api.get_user_patiently("u-1").await.unwrap(), ada);
        assert_eq!(stub.waits(), [Duration::from_secs(7)]);
        assert_eq!(stub.requests()[1].url(), "https://stub.test/users/u-1");
        stub.assert_all_called();
    }

    #[tokio::test]
    async fn a_user_is_added_once_and_found_by_id() {
        let api = api().await;
        let new = NewUser { name: "Grace Hopper".into(), email: "grace@example.com".into() };
        let added = api.add_user(&new).await.unwrap();
        assert_eq!(api.get_user(&added.id).await.unwrap(), Some(added));
        assert_eq!(api.add_user(&new).await.unwrap_err().status(), Some(409));
        assert_eq!(api.get_user("u-99").await.unwrap_err().preset(), Some(Preset::NotFound));
    }

    #[tokio::test]
    async fn a_path_argument_stays_in_its_segment() {
        let api = api().await;
        assert_eq!(api.get_user("../accounts/x").await.unwrap_err().status(), Some(404));
        assert_eq!(api.get_user("..").await.unwrap_err().preset(), Some(Preset::BadRequest));
        assert_eq!(api.get_user("").await.unwrap_err().preset(), Some(Preset::BadRequest));
    }
}
