use crate::api::Issue;
use crate::connection::Connection;
use plugin_core::{Result, Schema, action};
use serde::{Deserialize, Serialize};

/// The states of the issues to list.
#[derive(Clone, Copy, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Open,
    Closed,
    All,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }
}

#[derive(Deserialize, Schema)]
pub struct ListIssuesInput {
    /// Owner of the repository
    #[field(example = "rust-lang")]
    pub owner: String,
    /// Name of the repository
    #[field(example = "rust")]
    pub repository: String,
    /// State of the issues
    #[field(default = "open")]
    pub state: Option<State>,
    /// Maximum number of issues
    #[field(default = 1000)]
    pub limit: Option<u32>,
}

#[derive(Serialize, Schema)]
pub struct ListIssuesOutput {
    /// The issues, the oldest change first
    pub issues: Vec<Issue>,
}

/// List the issues of a repository
#[action]
pub async fn list_issues(connection: &Connection, input: ListIssuesInput) -> Result<ListIssuesOutput> {
    // Defaults are shown to people and not filled in.
    let state = input.state.unwrap_or(State::Open).as_str();
    let limit = input.limit.unwrap_or(1000) as usize;
    let issues = connection.api.issues(&input.owner, &input.repository, state, None).collect(limit).await?;
    Ok(ListIssuesOutput { issues })
}

#[derive(Deserialize, Schema)]
pub struct CreateIssueInput {
    /// Owner of the repository
    #[field(example = "rust-lang")]
    pub owner: String,
    /// Name of the repository
    #[field(example = "rust")]
    pub repository: String,
    /// Title of the issue
    #[field(example = "Login fails")]
    pub title: String,
    /// Text of the issue, in Markdown
    #[field(example = "After the update nobody can log in.")]
    pub body: Option<String>,
}

#[derive(Serialize, Schema)]
pub struct CreateIssueOutput {
    /// The new issue
    pub issue: Issue,
}

/// Create an issue
#[action]
pub async fn create_issue(connection: &Connection, input: CreateIssueInput) -> Result<CreateIssueOutput> {
    let CreateIssueInput { owner, repository, title, body } = input;
    let issue = connection.api.create_issue(&owner, &repository, &title, body.as_deref()).await?;
    Ok(CreateIssueOutput { issue })
}

#[cfg(test)]
mod tests {
    use crate::api::GitHub;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::{Value, json};

    fn harness(stub: &Stub) -> Harness {
        Harness::new(crate::plugin()).connection(json!({"token": {"secretKey": "ghp_1"}})).stub(stub)
    }

    fn issue(number: u64) -> Value {
        json!({
            "number": number, "title": "Login fails", "state": "open", "html_url": "https://github.com/acme/site/issues/1",
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        })
    }

    #[tokio::test]
    async fn all_pages_are_read() {
        let stub = Stub::new();
        let next = "<https://api.github.com/repositories/1/issues?page=2>; rel=\"next\"";
        let first = MockResponse::json([issue(1), issue(2)]).header("Link", next);
        stub.on(GitHub::ISSUES).times(1).respond(first);
        stub.on(GitHub::ISSUES).times(1).respond(MockResponse::json([issue(3)]));

        let input = json!({"owner": "acme", "repository": "site", "state": "all"});
        let answer = harness(&stub).action("list_issues", input).await;
        assert_eq!(answer.output()["issues"].as_array().unwrap().len(), 3);
        assert_eq!(stub.requests()[0].path(), ["repos", "acme", "site", "issues"]);
        assert!(stub.requests()[0].query().contains(&("state".into(), "all".into())));
        assert_eq!(stub.requests()[1].url(), "https://api.github.com/repositories/1/issues?page=2");
    }

    #[tokio::test]
    async fn an_issue_without_a_text_is_created() {
        let stub = Stub::new();
        stub.on(GitHub::CREATE_ISSUE).respond(MockResponse::status(201).body(issue(4).to_string()));
        let input = json!({"owner": "acme", "repository": "site", "title": "Login fails"});
        let answer = harness(&stub).action("create_issue", input).await;
        assert_eq!(answer.output()["issue"]["number"], 4);
        assert_eq!(stub.requests()[0].json(), json!({"title": "Login fails"}));
    }

    #[tokio::test]
    async fn the_message_of_github_is_the_data_of_the_error() {
        let stub = Stub::new();
        let gone = json!({"message": "Issues are disabled for this repo"});
        stub.on(GitHub::ISSUES).respond(MockResponse::status(410).body(gone.to_string()));
        let answer =
            harness(&stub).action("list_issues", json!({"owner": "acme", "repository": "site"})).await;
        assert!(answer.error().contains("Issues are disabled for this repo"), "{}", answer.error());
    }
}
