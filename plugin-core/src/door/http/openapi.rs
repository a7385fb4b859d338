//! What the server answers, as OpenAPI.

use crate::plugin::Info;
use serde_json::{Map, Value, json};

/// Method, path, what it does.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("get", "/api/v1/actions", "Names of the actions"),
    ("get", "/api/v1/actions/{name}", "An action as the specification has it"),
    ("post", "/api/v1/actions/{name}", "Run an action"),
    ("post", "/api/v1/actions/{name}/test", "Test the connection for an action"),
    ("get", "/api/v1/triggers", "Names of the triggers"),
    ("get", "/api/v1/triggers/{name}", "A trigger as the specification has it"),
    ("post", "/api/v1/triggers/{name}/test", "Test the connection for a trigger"),
    ("get", "/api/v1/tasks", "Names of the tasks"),
    ("get", "/api/v1/tasks/{name}", "A task as the specification has it"),
    ("post", "/api/v1/tasks/{name}", "Run a task"),
    ("post", "/api/v1/tasks/{name}/test", "Test the connection for a task"),
    ("get", "/api/v1/connection", "Schema of the connection"),
    ("post", "/api/v1/connection/{connection_test_type}", "Test the connection: test or test_task"),
    ("get", "/api/v1/definitions/actions", "Input schemas of the actions"),
    ("get", "/api/v1/info", "What the plugin is called"),
    ("get", "/api/v1/spec", "The specification of the plugin"),
    ("get", "/api/v1/api", "This document"),
    ("get", "/api/v1/status", "Whether the server is there"),
    ("get", "/api/v1/workers", "Number of workers"),
];

/// The document.
pub(super) fn document(info: &Info) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for (method, path, summary) in OPERATIONS {
        let operations = paths.entry(*path).or_insert_with(|| json!({}));
        operations[*method] = operation(method, path, summary);
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": info.title, "description": info.description, "version": info.version},
        "paths": paths,
    })
}

fn operation(method: &str, path: &str, summary: &str) -> Value {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<_> = names
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let json = |description: &str| json!({"description": description, "content": {"application/json": {}}});
    let mut operation =
        json!({"summary": summary, "parameters": parameters, "responses": {"200": json("Done")}});
    if method == "post" {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": {"type": "object"}}}});
        for (status, description) in [
            ("400", "The caller's mistake, or the API's"),
            ("500", "A failure of the plugin"),
            ("503", "Too much work"),
        ] {
            operation["responses"][status] = json(description);
        }
    }
    operation
}
