//! Writes log lines as JSON objects, the format that the cloud collects.

use jiff::Timestamp;
use plugin_run::Run;
use serde_json::json;
use tracing::Level;

/// Writes a line with the keys of the Python runtime. A line without a run has no request keys.
pub(super) fn line(level: Level, message: &str, run: Option<&Run>, now: Timestamp) -> String {
    let mut line = json!({
        "message": message.trim_end_matches('\n'),
        "level": name(level),
        "timestamp": now.strftime("%Y-%m-%d %H:%M.%S").to_string(),
    });
    if let Some((run, fields)) = run.and_then(|run| Some((run, run.log_fields.as_ref()?))) {
        line["request_path"] = fields.path.as_str().into();
        line["request_id"] = run.id.as_str().into();
        line["org_id"] = fields.organisation.as_str().into();
        line["int_id"] = fields.integration.as_str().into();
    }
    format!("{line}\n")
}

fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warning",
        Level::INFO => "info",
        _ => "debug",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plugin_run::LogFields;
    use std::time::Instant;

    #[test]
    fn a_line_contains_its_request() {
        let mut run = Run::new("r-1", Instant::now());
        run.log_fields = Some(LogFields {
            path: "/api/v1/actions/echo".into(),
            organisation: "o-1".into(),
            integration: String::new(),
        });
        let now = Timestamp::from_second(0).unwrap();
        assert_eq!(
            line(Level::WARN, "two\nlines\n", Some(&run), now),
            concat!(
                r#"{"message":"two\nlines","level":"warning","timestamp":"1970-01-01 00:00.00","#,
                r#""request_path":"/api/v1/actions/echo","request_id":"r-1","org_id":"o-1","int_id":""}"#,
                "\n"
            )
        );
    }
}
