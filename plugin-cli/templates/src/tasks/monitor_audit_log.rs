use crate::api::AuditEntry;
use crate::connection::Connection;
use plugin_core::{Page, Result, Schema, task};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Schema)]
pub struct MonitorAuditLogOutput {
    /// New entries of the audit log
    pub entries: Vec<AuditEntry>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct MonitorAuditLogState {
    /// Number of the last entry that was read
    #[field(example = 7)]
    pub last_id: Option<u64>,
}

/// Read the new entries of the audit log
#[task]
pub async fn monitor_audit_log(
    connection: &Connection,
    state: MonitorAuditLogState,
) -> Result<Page<MonitorAuditLogOutput, MonitorAuditLogState>> {
    let page = connection.api.audit_log(state.last_id).await?;
    let last_id = page.entries.last().map(|entry| entry.id).or(state.last_id);
    let output = MonitorAuditLogOutput { entries: page.entries };
    let state = MonitorAuditLogState { last_id };
    Ok(Page::new(output).state(state).has_more_pages(page.has_more).status_code(200))
}

#[cfg(test)]
mod tests {
    use crate::api::Api;
    use crate::testing::harness;
    use plugin_core::testing::{MockResponse, Stub};
    use serde_json::json;

    #[tokio::test]
    async fn a_run_continues_after_the_last_entry() {
        let stub = Stub::new();
        let page = json!({"entries": [{"id": 7, "event": "user u-1 was added"}], "has_more": true});
        stub.on(Api::AUDIT_LOG).times(1).respond(MockResponse::json(page));
        let page = json!({"entries": [], "has_more": false});
        stub.on(Api::AUDIT_LOG).with("after", 7).respond(MockResponse::json(page));

        let harness = harness(&stub);
        let first = harness.task("monitor_audit_log", json!({}), json!({})).await;
        assert_eq!(first.output()[0]["id"], 7);
        assert!(first.has_more_pages());
        let second = harness.task("monitor_audit_log", json!({}), first.state().clone()).await;
        assert_eq!((second.output(), second.state()), (&json!([]), &json!({"last_id": 7})));
        assert!(!second.has_more_pages());
    }
}
