use crate::api::Issue;
use crate::connection::Connection;
use plugin_core::api::Cursor;
use plugin_core::task::{Window, dedupe};
use plugin_core::values::Date;
use plugin_core::{Context, Page, Result, Schema, task};
use serde::{Deserialize, Serialize};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Deserialize, Schema)]
pub struct MonitorIssuesInput {
    /// Owner of the repository
    #[field(example = "rust-lang")]
    pub owner: String,
    /// Name of the repository
    #[field(example = "rust")]
    pub repository: String,
}

#[derive(Serialize, Schema)]
pub struct MonitorIssuesOutput {
    /// Issues that were changed since the last run
    pub issues: Vec<Issue>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct MonitorIssuesState {
    /// Time of the last change that was read
    #[field(example = "2026-01-01T00:00:00Z")]
    pub read_to: Option<Date>,
    /// Address of the next page; empty after the last page
    #[field(example = "https://api.github.com/repositories/1/issues?page=2")]
    pub next_page: Option<Cursor>,
    /// Hashes of the issues of the last page, which GitHub may return again
    #[field(example = ["0a6f9d4b2f1c4e4f9d1a0b7c3e5d8f60"])]
    pub seen: Option<Vec<String>>,
}

/// Watch the changes of all issues
#[task]
pub async fn monitor_issues(
    connection: &Connection,
    input: MonitorIssuesInput,
    state: MonitorIssuesState,
    context: &Context,
) -> Result<Page<MonitorIssuesOutput, MonitorIssuesState>> {
    let start = Window::new(context.now(), DAY).after(state.read_to.as_ref())?.cutoff(30 * DAY).start();
    let changed = connection.api.issues(&input.owner, &input.repository, "all", Some(&start));
    let (issues, next_page) = changed.page_from(state.next_page).await?;
    // The next window begins with the last change of the last page, which GitHub returns again.
    let last = issues.last().map(|issue| issue.updated_at.clone());
    let (issues, seen) = dedupe(issues, &state.seen.unwrap_or_default())?;
    let has_more = next_page.is_some();
    let read_to = if has_more { Some(start) } else { last.or(Some(start)) };
    let state = MonitorIssuesState { read_to, next_page, seen: Some(seen) };
    Ok(Page::new(MonitorIssuesOutput { issues }).state(state).has_more_pages(has_more))
}

#[cfg(test)]
mod tests {
    use crate::api::GitHub;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::{Value, json};

    fn issue(number: u64, updated_at: &str) -> Value {
        json!({
            "number": number, "title": "Login fails", "state": "open", "html_url": "https://github.com/acme/site/issues/1",
            "created_at": "2025-12-31T00:00:00Z", "updated_at": updated_at,
        })
    }

    fn numbers(output: &Value) -> Vec<u64> {
        output.as_array().unwrap().iter().map(|issue| issue["number"].as_u64().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_run_reads_one_page_and_each_change_is_returned_once() {
        let stub = Stub::new();
        let next = "<https://api.github.com/repositories/1/issues?page=2>; rel=\"next\"";
        let pages = [
            MockResponse::json([issue(1, "2025-12-31T08:00:00Z")]).header("Link", next),
            MockResponse::json([issue(2, "2025-12-31T09:00:00Z")]),
            MockResponse::json([issue(2, "2025-12-31T09:00:00Z"), issue(1, "2025-12-31T10:00:00Z")]),
        ];
        for page in pages {
            stub.on(GitHub::ISSUES).times(1).respond(page);
        }
        let connection = json!({"token": {"secretKey": "ghp_1"}});
        let harness = Harness::new(crate::plugin()).connection(connection).stub(&stub);
        let input = json!({"owner": "acme", "repository": "site"});

        let first = harness.task("monitor_issues", input.clone(), json!({})).await;
        assert_eq!((numbers(first.output()), first.has_more_pages()), (vec![1], true));
        let second = harness.task("monitor_issues", input.clone(), first.state().clone()).await;
        assert_eq!((numbers(second.output()), second.has_more_pages()), (vec![2], false));
        assert_eq!(second.state()["read_to"], "2025-12-31T09:00:00Z");

        // The change of issue 2 was returned before.
        let third = harness.task("monitor_issues", input, second.state().clone()).await;
        assert_eq!(numbers(third.output()), [1]);
        assert!(stub.requests()[2].query().contains(&("since".into(), "2025-12-31T09:00:00Z".into())));
    }
}
