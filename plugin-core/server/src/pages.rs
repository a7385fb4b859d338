//! Responds to requests without a message.

use crate::operations::{Endpoint, operations};
use crate::response::{Response, json, respond as respond_with};
use crate::state::{Server, metrics};
use crate::status::readiness;
use crate::{about, admin, index, openapi};
use http::StatusCode;
use http::request::Parts;
use plugin_engine::{MessageKind, describe};
use serde_json::{Value, json};

/// The response of an operation without a message. `name` is the parameter of the path.
pub(crate) fn respond(server: &Server, endpoint: Endpoint, name: &str, head: &Parts) -> Response {
    let (plugin, in_cloud) = (&server.engine.plugin, server.engine.in_cloud);
    let value = match endpoint {
        Endpoint::Index => return index::page(plugin, in_cloud, &head.headers),
        Endpoint::ActionDetails => return details(server, MessageKind::Action, name),
        Endpoint::TriggerDetails => return details(server, MessageKind::Trigger, name),
        Endpoint::TaskDetails => return details(server, MessageKind::Task, name),
        Endpoint::Specification => return specification(server, head),
        Endpoint::Api => return document(&openapi::document(&plugin.info, operations(in_cloud)), head),
        Endpoint::Metrics => return metrics(server),
        Endpoint::ActionNames => names(server, MessageKind::Action),
        Endpoint::TriggerNames => names(server, MessageKind::Trigger),
        Endpoint::TaskNames => names(server, MessageKind::Task),
        Endpoint::Connection => about::connection(plugin),
        Endpoint::Definitions => about::definitions(plugin),
        Endpoint::Info => about::about(plugin, server.threads),
        Endpoint::Status => readiness(&server.admission),
        Endpoint::Workers => admin::workers(),
        Endpoint::Shutdown => admin::shutdown(server),
        Endpoint::AdminStatus => admin::status(server),
        // `routes` runs the message of these.
        Endpoint::RunAction
        | Endpoint::TestAction
        | Endpoint::TestTrigger
        | Endpoint::RunTask
        | Endpoint::TestTask
        | Endpoint::TestConnection
        | Endpoint::Nothing => json!({}),
    };
    json(StatusCode::OK, &value)
}

fn names(server: &Server, kind: MessageKind) -> Value {
    server.engine.plugin.steps(kind).iter().map(|step| step.name).collect()
}

fn details(server: &Server, kind: MessageKind, name: &str) -> Response {
    match server.engine.plugin.step(kind, name) {
        Ok(step) => json(StatusCode::OK, &describe::details(step)),
        Err(error) => json(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
    }
}

fn specification(server: &Server, head: &Parts) -> Response {
    match describe::document(&server.engine.plugin) {
        Ok(specification) => document(&specification, head),
        Err(error) => json(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": error.to_string()})),
    }
}

/// A document in the format that the query names: `?format=json` or `?format=yaml`.
fn document(document: &Value, head: &Parts) -> Response {
    let query = head.uri.query().unwrap_or_default();
    let format = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "format");
    match format.as_ref().map(|(_, format)| &**format) {
        None | Some("json") => json(StatusCode::OK, document),
        Some("yaml") => respond_with(StatusCode::OK, "application/yaml", describe::yaml(document)),
        Some(_) => {
            json(StatusCode::UNPROCESSABLE_ENTITY, &json!({"error": "The format must be json or yaml."}))
        }
    }
}

fn metrics(server: &Server) -> Response {
    match server.metrics.encode(&server.engine, server.admission.active()) {
        Ok(text) => respond_with(StatusCode::OK, metrics::MEDIA_TYPE, text),
        Err(error) => json(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": error.to_string()})),
    }
}
