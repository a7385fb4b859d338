//! Routes each operation to its handler.

use crate::error_response::ErrorResponse;
use crate::layers::body::MessageRequest;
use crate::message::run_message;
use crate::operations::{Endpoint, Operation, operations};
use crate::state::{Server, metrics};
use crate::status::readiness;
use crate::{about, admin, index, layers, openapi};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use plugin_engine::job::{self, Resolve, TRIGGER_OVER_HTTP};
use plugin_engine::{MessageKind, describe};
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;

pub(crate) fn router(server: &Arc<Server>) -> Router {
    operations(server.engine.in_cloud)
        .fold(Router::new(), |router, operation| match operation.endpoint {
            Endpoint::TestConnection => router
                .route("/api/v1/connection/test", connection_test(server, job::test))
                .route("/api/v1/connection/test_task", connection_test(server, job::test_task))
                .route(operation.path, post(unknown_connection_test)),
            _ => router.route(operation.path, route(server, operation)),
        })
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(Arc::clone(server))
}

/// The route of an operation, for its method.
fn route(server: &Arc<Server>, operation: &Operation) -> MethodRouter<Arc<Server>> {
    match operation.endpoint {
        Endpoint::Index => get(index),
        Endpoint::ActionNames => value(|server| names(server, MessageKind::Action)),
        Endpoint::ActionDetails => details(MessageKind::Action),
        Endpoint::RunAction => step(server, job::run, MessageKind::Action),
        Endpoint::TestAction => step(server, job::test, MessageKind::Action),
        Endpoint::TriggerNames => value(|server| names(server, MessageKind::Trigger)),
        Endpoint::TriggerDetails => details(MessageKind::Trigger),
        Endpoint::TestTrigger => step(server, job::test, MessageKind::Trigger),
        Endpoint::TaskNames => value(|server| names(server, MessageKind::Task)),
        Endpoint::TaskDetails => details(MessageKind::Task),
        Endpoint::RunTask => step(server, job::run, MessageKind::Task),
        Endpoint::TestTask => step(server, job::test_task, MessageKind::Task),
        Endpoint::Connection => value(|server| about::connection(&server.engine.plugin)),
        Endpoint::TestConnection => post(unknown_connection_test),
        Endpoint::Definitions => value(|server| about::definitions(&server.engine.plugin)),
        Endpoint::Info => value(|server| about::about(&server.engine.plugin, server.threads)),
        Endpoint::Specification => get(specification),
        Endpoint::Api => get(api),
        Endpoint::Status => get(status),
        Endpoint::Metrics => get(metrics),
        Endpoint::Workers if operation.method == "post" => post(admin::workers),
        Endpoint::Workers => get(admin::workers),
        Endpoint::Nothing => post(admin::nothing),
        Endpoint::Shutdown => post(admin::shutdown),
        Endpoint::AdminStatus => get(admin::status),
    }
}

/// The route of a message that names a step of `kind`, as its path does.
fn step(server: &Arc<Server>, resolve: Resolve, kind: MessageKind) -> MethodRouter<Arc<Server>> {
    layers::of_message(
        server,
        async move |State(server): Shared, Path(name): Path<String>, request: MessageRequest| {
            run_message(&server, request, resolve, Some((kind, &name))).await
        },
    )
}

/// The route of a message that tests the connection.
fn connection_test(server: &Arc<Server>, resolve: Resolve) -> MethodRouter<Arc<Server>> {
    layers::of_message(server, async move |State(server): Shared, request: MessageRequest| {
        run_message(&server, request, resolve, None).await
    })
}

async fn unknown_connection_test(request: Request) -> ErrorResponse {
    let description = "The last segment of the path must be test or test_task.";
    ErrorResponse::new(StatusCode::NOT_FOUND, description, &request)
}

/// The route of a value that the server has. All of them share one handler, which keeps the program small.
fn value(read: fn(&Server) -> Value) -> MethodRouter<Arc<Server>> {
    get(async move |State(server): Shared| Json(read(&server)))
}

fn names(server: &Server, kind: MessageKind) -> Value {
    server.engine.plugin.steps(kind).iter().map(|step| step.name).collect()
}

/// The route of the description of a step of `kind`.
fn details(kind: MessageKind) -> MethodRouter<Arc<Server>> {
    get(async move |State(server): Shared, Path(name): Path<String>| {
        match server.engine.plugin.step(kind, &name) {
            Ok(step) => Json(describe::details(step)).into_response(),
            Err(error) => {
                (StatusCode::BAD_REQUEST, Json(json!({"error": error.to_string()}))).into_response()
            }
        }
    })
}

async fn index(State(server): Shared, headers: HeaderMap) -> Response {
    index::page(&server.engine.plugin, server.engine.in_cloud, &headers)
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
                let body = json!({"error": "The format must be json or yaml."});
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
        Err(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"error": error.to_string()}))).into_response()
        }
    }
}

async fn status(State(server): Shared) -> Json<Value> {
    readiness(&server.admission)
}

async fn metrics(State(server): Shared) -> Response {
    match server.metrics.encode(&server.engine, server.admission.active()) {
        Ok(text) => ([(CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn not_found(request: Request) -> ErrorResponse {
    let is_start = request.method() == Method::POST && request.uri().path().starts_with("/triggers/");
    let description =
        if is_start { TRIGGER_OVER_HTTP } else { "No operation has this path. GET / lists the paths." };
    ErrorResponse::new(StatusCode::NOT_FOUND, description, &request)
}

async fn method_not_allowed(request: Request) -> ErrorResponse {
    let (path, method) = (request.uri().path(), request.method());
    let description = match method == Method::POST && path.starts_with("/api/v1/triggers/") {
        true => TRIGGER_OVER_HTTP.to_owned(),
        false => format!("This path has no operation with the method {method}. GET / lists the operations."),
    };
    ErrorResponse::new(StatusCode::METHOD_NOT_ALLOWED, description, &request)
}
