//! Lines as the cloud collects them: one JSON object each.

use jiff::Timestamp;
use serde_json::json;
use tracing::Level;

/// Whose line it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub(crate) path: String,
    pub(crate) request_id: String,
    pub(crate) organisation: String,
    pub(crate) integration: String,
}

/// A line, with the keys of the Python runtime. Lines that belong to no request have no keys for one.
pub(super) fn line(level: Level, message: &str, origin: Option<&Origin>, now: Timestamp) -> String {
    let mut line = json!({
        "message": message.trim_end_matches('\n'),
        "level": name(level),
        "timestamp": now.strftime("%Y-%m-%d %H:%M.%S").to_string(),
    });
    if let Some(origin) = origin {
        line["request_path"] = origin.path.as_str().into();
        line["request_id"] = origin.request_id.as_str().into();
        line["org_id"] = origin.organisation.as_str().into();
        line["int_id"] = origin.integration.as_str().into();
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

    #[test]
    fn a_line_says_whose_it_is() {
        let origin = Origin {
            path: "/api/v1/actions/echo".into(),
            request_id: "r-1".into(),
            organisation: "o-1".into(),
            integration: String::new(),
        };
        let now = Timestamp::from_second(0).unwrap();
        assert_eq!(
            line(Level::WARN, "two\nlines\n", Some(&origin), now),
            concat!(
                r#"{"message":"two\nlines","level":"warning","timestamp":"1970-01-01 00:00.00","#,
                r#""request_path":"/api/v1/actions/echo","request_id":"r-1","org_id":"o-1","int_id":""}"#,
                "\n"
            )
        );
    }
}
