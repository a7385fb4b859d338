//! What is where, and what is done there.

use crate::answer::answer;
use crate::error_response::ErrorResponse;
use crate::operations::{Endpoint, Operation, operations};
use crate::state::Server;
use crate::status::readiness;
use crate::{about, admin, metrics, openapi};
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use plugin_engine::MessageKind;
use plugin_engine::Step;
use plugin_engine::describe;
use plugin_engine::job::{self, Resolve};
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;

pub(crate) fn router(server: &Arc<Server>) -> Router {
    operations(server.engine.in_cloud)
        .fold(Router::new(), |router, operation| router.route(operation.path, handler(operation)))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(Arc::clone(server))
}

/// The handler of an operation, for its method.
fn handler(operation: &Operation) -> MethodRouter<Arc<Server>> {
    match operation.endpoint {
        Endpoint::ActionNames => get(action_names),
        Endpoint::ActionDetails => get(action_details),
        Endpoint::RunAction => post(run_action),
        Endpoint::TestAction => post(test_action),
        Endpoint::TriggerNames => get(trigger_names),
        Endpoint::TriggerDetails => get(trigger_details),
        Endpoint::TestTrigger => post(test_trigger),
        Endpoint::TaskNames => get(task_names),
        Endpoint::TaskDetails => get(task_details),
        Endpoint::RunTask => post(run_task),
        Endpoint::TestTask => post(test_task),
        Endpoint::Connection => get(connection),
        Endpoint::TestConnection => post(test_connection),
        Endpoint::Definitions => get(definitions),
        Endpoint::Info => get(info),
        Endpoint::Specification => get(specification),
        Endpoint::Api => get(api),
        Endpoint::Status => get(status),
        Endpoint::Metrics => get(numbers),
        Endpoint::Workers if operation.method == "post" => post(admin::workers),
        Endpoint::Workers => get(admin::workers),
        Endpoint::Nothing => post(admin::nothing),
        Endpoint::Shutdown => post(admin::shutdown),
        Endpoint::AdminStatus => get(admin::status),
    }
}

async fn run_action(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::run, Some((MessageKind::Action, &name))).await
}

async fn test_action(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::test, Some((MessageKind::Action, &name))).await
}

async fn run_task(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::run, Some((MessageKind::Task, &name))).await
}

async fn test_task(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::test_task, Some((MessageKind::Task, &name))).await
}

async fn test_trigger(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::test, Some((MessageKind::Trigger, &name))).await
}

async fn test_connection(State(server): Shared, Path(test): Path<String>, request: Request) -> Response {
    let resolve: Resolve = match test.as_str() {
        "test" => job::test,
        "test_task" => job::test_task,
        _ => {
            let description = "Only test and test_task are here.".to_owned();
            return problem(&request, StatusCode::NOT_FOUND, description).into_response();
        }
    };
    answer(&server, request, resolve, None).await
}

/// A problem with a request whose body is not looked at.
fn problem(request: &Request, status: StatusCode, description: String) -> ErrorResponse {
    ErrorResponse { status, description, method: request.method().clone(), uri: request.uri().clone() }
}

async fn action_names(State(server): Shared) -> Json<Value> {
    Json(server.engine.plugin.actions().collect())
}

async fn trigger_names(State(server): Shared) -> Json<Value> {
    Json(server.engine.plugin.triggers().collect())
}

async fn trigger_details(State(server): Shared, Path(name): Path<String>) -> Response {
    details("trigger", &name, &server.engine.plugin.triggers)
}

async fn action_details(State(server): Shared, Path(name): Path<String>) -> Response {
    details("action", &name, &server.engine.plugin.actions)
}

async fn task_names(State(server): Shared) -> Json<Value> {
    Json(server.engine.plugin.tasks().collect())
}

async fn task_details(State(server): Shared, Path(name): Path<String>) -> Response {
    details("task", &name, &server.engine.plugin.tasks)
}

fn details(kind: &str, name: &str, steps: &[Step]) -> Response {
    match steps.iter().find(|step| step.name == name) {
        Some(step) => Json(describe::details(step)).into_response(),
        None => missing(kind, name),
    }
}

fn missing(kind: &str, name: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": format!("This plugin has no {kind} {name:?}.")})))
        .into_response()
}

async fn connection(State(server): Shared) -> Json<Value> {
    Json(about::connection(&server.engine.plugin))
}

async fn definitions(State(server): Shared) -> Json<Value> {
    Json(about::definitions(&server.engine.plugin))
}

async fn info(State(server): Shared) -> Json<Value> {
    Json(about::about(&server.engine.plugin, server.threads))
}

/// `?format=json` or `?format=yaml`
#[derive(serde::Deserialize)]
struct Format {
    format: Option<String>,
}

impl Format {
    fn write(&self, document: &Value) -> Response {
        match self.format.as_deref() {
            None | Some("json") => Json(document).into_response(),
            Some("yaml") => ([(CONTENT_TYPE, "application/yaml")], describe::yaml(document)).into_response(),
            Some(_) => {
                let body = json!({"error": "The format is json or yaml."});
                (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
            }
        }
    }
}

async fn api(State(server): Shared, Query(format): Query<Format>) -> Response {
    format.write(&openapi::document(&server.engine.plugin.info, operations(server.engine.in_cloud)))
}

async fn specification(State(server): Shared, Query(format): Query<Format>) -> Response {
    match describe::document(&server.engine.plugin) {
        Ok(document) => format.write(&document),
        Err(clash) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"error": clash.to_string()}))).into_response()
        }
    }
}

async fn status(State(server): Shared) -> Json<Value> {
    readiness(&server.admission)
}

async fn numbers(State(server): Shared) -> Response {
    match server.metrics.text(&server.engine, server.admission.active()) {
        Ok(text) => ([(CONTENT_TYPE, metrics::TEXT)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn not_found(request: Request) -> ErrorResponse {
    problem(&request, StatusCode::NOT_FOUND, "There is nothing at this address.".to_owned())
}

async fn method_not_allowed(request: Request) -> ErrorResponse {
    let description = format!("This address does not take {}.", request.method());
    problem(&request, StatusCode::METHOD_NOT_ALLOWED, description)
}
