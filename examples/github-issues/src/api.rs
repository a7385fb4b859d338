use plugin_core::api::Paged;
use plugin_core::values::Date;
use plugin_core::{Http, Result, Schema, api};
use serde::{Deserialize, Serialize};

/// An issue, with the fields that this plugin uses.
#[derive(Clone, Serialize, Deserialize, Schema)]
pub struct Issue {
    /// Number of the issue in its repository
    pub number: u64,
    /// Title of the issue
    pub title: String,
    /// State of the issue: open or closed
    pub state: String,
    /// Address of the issue for a browser
    pub html_url: String,
    /// Time at which the issue was created
    pub created_at: Date,
    /// Time of the last change
    pub updated_at: Date,
}

/// The account that the token belongs to.
#[derive(Deserialize)]
pub struct Account {
    pub login: String,
}

pub struct GitHub {
    pub http: Http,
}

#[api(errors = runtime, error_data("/message"), retry = 3, headers("X-GitHub-Api-Version" = "2022-11-28"))]
impl GitHub {
    #[api_call(GET, "user")]
    pub async fn account(&self) -> Result<Account>;

    /// The issues of a repository, the oldest change first. The header `Link` has the address of the next page.
    #[api_call(
        GET,
        "repos/{owner}/{repository}/issues?sort=updated&direction=asc&per_page=100",
        paginate(link_header)
    )]
    pub fn issues(&self, owner: &str, repository: &str, state: &str, since: Option<&Date>) -> Paged<Issue>;

    #[api_call(POST, "repos/{owner}/{repository}/issues")]
    pub async fn create_issue(
        &self,
        owner: &str,
        repository: &str,
        #[json("title")] title: &str,
        #[json("body", skip_none)] body: Option<&str>,
    ) -> Result<Issue>;
}
