//! What is where, and what is done there.

use crate::answer::answer;
use crate::problem::Problem;
use crate::{Server, about, admin, metrics, openapi};
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use plugin_engine::Kind;
use plugin_engine::Step;
use plugin_engine::describe;
use plugin_engine::job::{self, Resolve};
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;

/// What is done where: the router and its description are made of this.
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    handler: fn() -> MethodRouter<Arc<Server>>,
}

pub(crate) const fn on(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    handler: fn() -> MethodRouter<Arc<Server>>,
) -> Operation {
    Operation { method, path, summary, handler }
}

/// The paths of the Python runtime, those at the root for callers of old.
const OPERATIONS: &[Operation] = &[
    on("get", "/api/v1/actions", "Names of the actions", || get(action_names)),
    on("get", "/api/v1/actions/{name}", "An action as the specification has it", || get(action_details)),
    on("post", "/api/v1/actions/{name}", "Run an action", || post(run_action)),
    on("post", "/api/v1/actions/{name}/test", "Test the connection for an action", || post(test_action)),
    on("get", "/api/v1/triggers", "Names of the triggers", || get(trigger_names)),
    on("get", "/api/v1/triggers/{name}", "A trigger as the specification has it", || get(trigger_details)),
    on("post", "/api/v1/triggers/{name}/test", "Test the connection for a trigger", || post(test_trigger)),
    on("get", "/api/v1/tasks", "Names of the tasks", || get(task_names)),
    on("get", "/api/v1/tasks/{name}", "A task as the specification has it", || get(task_details)),
    on("post", "/api/v1/tasks/{name}", "Run a task", || post(run_task)),
    on("post", "/api/v1/tasks/{name}/test", "Test the connection for a task", || post(test_task)),
    on("get", "/api/v1/connection", "Schema of the connection", || get(connection)),
    on("post", "/api/v1/connection/{connection_test_type}", "Test the connection: test or test_task", || {
        post(test_connection)
    }),
    on("get", "/api/v1/definitions/actions", "Input schemas of the actions", || get(definitions)),
    on("get", "/api/v1/info", "What the plugin is called", || get(info)),
    on("get", "/api/v1/spec", "The specification of the plugin", || get(specification)),
    on("get", "/api/v1/api", "This document", || get(api)),
    on("get", "/api/v1/status", "Whether the server is there", || get(status)),
    on("get", "/metrics", "What was done so far, for Prometheus", || get(numbers)),
    on("post", "/actions/{name}", "Run an action, at the address of old", || post(run_action)),
    on("post", "/actions/{name}/test", "Test for an action, at the address of old", || post(test_action)),
    on("post", "/tasks/{name}", "Run a task, at the address of old", || post(run_task)),
    on("post", "/tasks/{name}/test", "Test for a task, at the address of old", || post(test_task)),
    on("post", "/triggers/{name}/test", "Test for a trigger, at the address of old", || post(test_trigger)),
];

/// All that a server does.
pub(crate) fn operations(in_cloud: bool) -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(admin::operations(in_cloud))
}

pub(crate) fn router(server: &Arc<Server>) -> Router {
    operations(server.engine.in_cloud)
        .fold(Router::new(), |router, operation| router.route(operation.path, (operation.handler)()))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(Arc::clone(server))
}

async fn run_action(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::run, Some((Kind::Action, &name))).await
}

async fn test_action(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::test, Some((Kind::Action, &name))).await
}

async fn run_task(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::run, Some((Kind::Task, &name))).await
}

async fn test_task(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::test_task, Some((Kind::Task, &name))).await
}

async fn test_trigger(State(server): Shared, Path(name): Path<String>, request: Request) -> Response {
    answer(&server, request, job::test, Some((Kind::Trigger, &name))).await
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
fn problem(request: &Request, status: StatusCode, description: String) -> Problem {
    Problem { status, description, method: request.method().clone(), uri: request.uri().clone() }
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
                let told = json!({"error": "The format is json or yaml."});
                (StatusCode::UNPROCESSABLE_ENTITY, Json(told)).into_response()
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
    admin::readiness(&server)
}

async fn numbers(State(server): Shared) -> Response {
    match server.metrics.text(&server) {
        Ok(text) => ([(CONTENT_TYPE, metrics::TEXT)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn not_found(request: Request) -> Problem {
    problem(&request, StatusCode::NOT_FOUND, "There is nothing at this address.".to_owned())
}

async fn method_not_allowed(request: Request) -> Problem {
    let description = format!("This address does not take {}.", request.method());
    problem(&request, StatusCode::METHOD_NOT_ALLOWED, description)
}
