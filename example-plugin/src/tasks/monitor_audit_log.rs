use crate::api::AuditEntry;
use crate::connection::Connection;
use plugin_core::task::{Window, dedupe};
use plugin_core::values::Date;
use plugin_core::{Context, Page, Result, Schema, task};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Serialize, Schema)]
pub struct MonitorAuditLogOutput {
    /// Entries of the audit log
    pub entries: Vec<AuditEntry>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct MonitorAuditLogState {
    /// Time up to which the log has been read
    #[field(example = "2026-01-01T00:00:00Z")]
    pub read_to: Option<Date>,
    /// Cursor of the next page; empty after the last page
    #[field(example = "2")]
    pub cursor: Option<String>,
    /// Hashes of the entries of the last page, which the API may return again
    #[field(example = ["0a6f9d4b2f1c4e4f9d1a0b7c3e5d8f60"])]
    pub seen: Option<Vec<String>>,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Watch the audit log of the account
#[task]
pub async fn monitor_audit_log(
    connection: &Connection,
    state: MonitorAuditLogState,
    context: &Context,
) -> Result<Page<MonitorAuditLogOutput, MonitorAuditLogState>> {
    let window = Window::new(context.now(), DAY).after(state.read_to.as_ref())?.cutoff(7 * DAY);
    let cursor = state.cursor.as_deref();
    let page = connection.api.audit_log(window.start().as_str(), window.end().as_str(), cursor).await?;
    let (entries, seen) = dedupe(page.entries, &state.seen.unwrap_or_default())?;
    tracing::info!("{} new entries up to {}", entries.len(), page.until);
    let has_more = page.next.is_some();
    // Until the last page is read, the next run requests the same window.
    let read_to = if has_more { Some(window.start()) } else { Some(page.until) };
    let state = MonitorAuditLogState { read_to, cursor: page.next, seen: Some(seen) };
    Ok(Page::new(MonitorAuditLogOutput { entries }).state(state).has_more_pages(has_more).status_code(200))
}

#[cfg(test)]
mod tests {
    use super::DAY;
    use crate::users_api;
    use plugin_core::testing::Harness;
    use serde_json::{Value, json};

    async fn harness() -> Harness {
        let url = users_api::start("s3cr3t").await.unwrap();
        Harness::new(crate::plugin()).connection(json!({
            "account_id": "acme-17", "client_id": "test", "client_secret": {"secretKey": "s3cr3t"}, "url": url,
        }))
    }

    fn ids(output: &Value) -> Vec<u64> {
        output.as_array().unwrap().iter().map(|entry| entry["id"].as_u64().unwrap()).collect()
    }

    #[tokio::test]
    async fn each_entry_is_returned_once() {
        let harness = harness().await;
        let (mut state, mut pages) = (json!({}), Vec::new());
        loop {
            let answer = harness.task("monitor_audit_log", json!({}), state).await;
            pages.push(ids(answer.output()));
            state = answer.state().clone();
            if !answer.has_more_pages() {
                break;
            }
        }
        // One entry is older than a day.
        assert_eq!(pages, [vec![2, 3], vec![4, 5], vec![6]]);
        assert_eq!(state["read_to"], "2026-01-01T00:00:00Z");

        // The next window begins at the time of the last entry. The API returns it again, and `dedupe` removes it.
        let answer = harness.task("monitor_audit_log", json!({}), state.clone()).await;
        assert_eq!((ids(answer.output()), answer.has_more_pages()), (vec![], false));
        harness.advance(8 * DAY);
        let answer = harness.task("monitor_audit_log", json!({}), state).await;
        assert!(answer.log().contains("it is older than the cutoff"), "{}", answer.log());
        assert_eq!(answer.state()["read_to"], "2026-01-09T00:00:00Z");
    }

    #[tokio::test]
    async fn an_invalid_state_is_reported() {
        let harness = harness().await;
        let answer = harness.task("monitor_audit_log", json!({}), json!({"read_to": 5})).await;
        assert_eq!(
            answer.error(),
            "The task state is invalid: /read_to: expected a string, found a whole number."
        );
        let answer = harness.task("monitor_audit_log", json!({}), json!({"read_to": "yesterday"})).await;
        assert_eq!(answer.preset(), Some("bad_request"));
    }
}
