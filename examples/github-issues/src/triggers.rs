use crate::api::Issue;
use crate::connection::Connection;
use plugin_core::values::Date;
use plugin_core::{Context, Events, PluginError, Preset, Result, Schema, trigger};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Deserialize, Schema)]
pub struct NewIssueInput {
    /// Owner of the repository
    #[field(example = "rust-lang")]
    pub owner: String,
    /// Name of the repository
    #[field(example = "rust")]
    pub repository: String,
    /// Seconds between two requests
    #[field(default = 60)]
    pub interval: Option<u32>,
}

#[derive(Serialize, Schema)]
pub struct NewIssueOutput {
    /// The new issue
    pub issue: Issue,
}

/// What is stored between two requests, and after a restart.
#[derive(Default, Serialize, Deserialize)]
struct State {
    /// Time of the first start, or of the last change that was seen.
    since: Option<Date>,
    /// The greatest number of an issue that was sent. A number is never used again.
    last_number: u64,
}

/// Send an event for each new issue
#[trigger]
pub async fn new_issue(
    connection: &Connection,
    input: NewIssueInput,
    events: Events<NewIssueOutput>,
    context: &Context,
) -> Result<()> {
    let interval = Duration::from_secs(input.interval.unwrap_or(60).into());
    let mut state: State = events.load_state()?;
    let start = state.since.get_or_insert_with(|| context.now().into()).clone();
    loop {
        let changed = connection.api.issues(&input.owner, &input.repository, "all", state.since.as_ref());
        match changed.collect(10_000).await {
            Ok(mut issues) => {
                if let Some(last) = issues.last() {
                    state.since = Some(last.updated_at.clone());
                }
                // An older issue that was changed is not new.
                issues.retain(|issue| {
                    issue.number > state.last_number && issue.created_at.as_str() >= start.as_str()
                });
                issues.sort_by_key(|issue| issue.number);
                state.last_number = issues.last().map_or(state.last_number, |issue| issue.number);
                events.commit(issues.into_iter().map(|issue| NewIssueOutput { issue }), &state).await?;
            }
            Err(error) if is_temporary(&error) => tracing::warn!("trying again later: {error}"),
            Err(error) => return Err(error),
        }
        events.sleep(interval).await?;
    }
}

/// Whether GitHub is likely to work again without a person.
fn is_temporary(error: &PluginError) -> bool {
    matches!(error.status(), Some(429 | 500 | 502..=504))
        || matches!(error.preset(), Some(Preset::ConnectionError | Preset::Timeout))
}

#[cfg(test)]
mod tests {
    use crate::api::GitHub;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::{Value, json};
    use std::time::Duration;

    fn issue(number: u64, created_at: &str) -> Value {
        json!({
            "number": number, "title": "Login fails", "state": "open", "html_url": "https://github.com/acme/site/issues/1",
            "created_at": created_at, "updated_at": "2026-01-01T00:00:30Z",
        })
    }

    #[tokio::test]
    async fn new_issues_are_sent_once_and_an_outage_ends_nothing() {
        let stub = Stub::new();
        // An older issue was changed, and two are new.
        let changed = [
            issue(3, "2025-06-01T00:00:00Z"),
            issue(8, "2026-01-01T00:00:20Z"),
            issue(7, "2026-01-01T00:00:10Z"),
        ];
        stub.on(GitHub::ISSUES).times(1).respond(MockResponse::json(&changed));
        // The call and its three retries fail.
        stub.on(GitHub::ISSUES).times(4).respond(MockResponse::status(503));
        let again = [issue(8, "2026-01-01T00:00:20Z"), issue(9, "2026-01-01T00:01:00Z")];
        stub.on(GitHub::ISSUES).respond(MockResponse::json(again));

        let connection = json!({"token": {"secretKey": "ghp_1"}});
        let harness = Harness::new(crate::plugin()).connection(connection).stub(&stub);
        let mut trigger = harness.trigger("new_issue", json!({"owner": "acme", "repository": "site"}));
        assert_eq!(trigger.event().await["issue"]["number"], 7);
        assert_eq!(trigger.event().await["issue"]["number"], 8);
        trigger.advance(Duration::from_secs(60)).await;
        assert_eq!(trigger.events().await, [] as [Value; 0]);
        trigger.advance(Duration::from_secs(60)).await;
        assert_eq!(trigger.event().await["issue"]["number"], 9);
        assert_eq!(trigger.stop().await.status(), 200);
    }

    #[tokio::test]
    async fn a_missing_repository_ends_the_trigger() {
        let stub = Stub::new();
        stub.on(GitHub::ISSUES).respond(MockResponse::status(404));
        let connection = json!({"token": {"secretKey": "ghp_1"}});
        let harness = Harness::new(crate::plugin()).connection(connection).stub(&stub);
        let trigger = harness.trigger("new_issue", json!({"owner": "acme", "repository": "siet"}));
        assert_eq!(trigger.wait().await.preset(), Some("not_found"));
    }
}
