//! Lists what the server serves, at `/`: for people as text, for programs as JSON.

use crate::operations::operations;
use crate::response::{self, Response};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};
use plugin_engine::{Plugin, Step};
use serde_json::{Value, json};
use std::fmt::Write;

/// The list in the format that the header `Accept` requires.
pub(crate) fn page(plugin: &Plugin, in_cloud: bool, headers: &HeaderMap) -> Response {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match accept.contains("json") {
        true => response::json(StatusCode::OK, &as_json(plugin, in_cloud)),
        false => response::text(as_text(plugin, in_cloud)),
    }
}

fn steps(plugin: &Plugin) -> [(&'static str, &[Step]); 3] {
    [("actions", &plugin.actions), ("triggers", &plugin.triggers), ("tasks", &plugin.tasks)]
}

fn as_json(plugin: &Plugin, in_cloud: bool) -> Value {
    let operation = |it: &crate::operations::Operation| json!({"method": it.method.as_str(), "path": it.path, "summary": it.summary});
    let mut page = json!({
        "name": plugin.info.name,
        "version": plugin.info.version,
        "operations": operations(in_cloud).map(operation).collect::<Value>(),
    });
    for (kind, steps) in steps(plugin) {
        page[kind] = steps.iter().map(|step| step.name).collect();
    }
    page
}

fn as_text(plugin: &Plugin, in_cloud: bool) -> String {
    let info = &plugin.info;
    let mut text = format!("{} {}: {}\n", info.title, info.version, info.description);
    // Writing to a `String` cannot fail.
    for (kind, steps) in steps(plugin) {
        for step in steps {
            let _ = match kind {
                "triggers" => {
                    write!(text, "\ntrigger {}: start it with `{} run < message.json`", step.name, info.name)
                }
                kind => write!(text, "\nPOST /api/v1/{kind}/{}: {}", step.name, step.description),
            };
        }
    }
    let _ = write!(text, "\n\nThe command `{} sample NAME` prints an example message.\n", info.name);
    for it in operations(in_cloud) {
        let _ = write!(text, "\n{:<4} {}: {}", it.method.as_str(), it.path, it.summary);
    }
    text.push('\n');
    text
}
