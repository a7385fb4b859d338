//! Describes the operations of the server as an OpenAPI document.

use crate::operations::Operation;
use crate::state::metrics;
use http::Method;
use plugin_engine::Info;
use serde_json::{Map, Value, json};

/// The document.
pub(crate) fn document(info: &Info, operations: impl Iterator<Item = &'static Operation>) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for Operation { method, path, summary, .. } in operations {
        let operations = paths.entry(*path).or_insert_with(|| json!({}));
        operations[method.as_str().to_ascii_lowercase()] = operation(method, path, summary);
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": info.title, "description": info.description, "version": info.version},
        "paths": paths,
    })
}

fn operation(method: &Method, path: &str, summary: &str) -> Value {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<_> = names
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let kind = if path == "/metrics" { metrics::MEDIA_TYPE } else { "application/json" };
    let json = |description: &str| json!({"description": description, "content": {kind: {}}});
    let mut operation =
        json!({"summary": summary, "parameters": &parameters, "responses": {"200": json("Done")}});
    // An operation whose path has a parameter takes a message.
    if *method == Method::POST && !parameters.is_empty() {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": {"type": "object"}}}});
        for (status, description) in [
            ("400", "An error of the caller or of the API"),
            ("500", "An error of the plugin"),
            ("503", "Too many steps are running, or the server is shutting down"),
        ] {
            operation["responses"][status] = json(description);
        }
    }
    operation
}
