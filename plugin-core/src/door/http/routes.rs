//! What is where, and what is done there.

use super::problem::Problem;
use super::work::Refused;
use super::{Server, admin, body, describe, openapi, yaml};
use crate::engine::{Caller, Mode};
use crate::message::{Kind, Message};
use crate::step::Step;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<Server>>;
type Answer = Result<Response, Problem>;

/// The paths of the Python runtime, those at the root for callers of old.
pub(super) fn router(server: &Arc<Server>) -> Router {
    let v1 = Router::new()
        .route("/actions", get(action_names))
        .route("/actions/{name}", post(run_action).get(action_details))
        .route("/actions/{name}/test", post(test_action))
        .route("/connection", get(connection))
        .route("/connection/{test}", post(test_connection))
        .route("/definitions/actions", get(definitions))
        .route("/api", get(api))
        .route("/info", get(info))
        .route("/spec", get(specification))
        .route("/status", get(status))
        .route("/tasks", get(task_names))
        .route("/tasks/{name}", post(run_task).get(task_details))
        .route("/tasks/{name}/test", post(test_task))
        .route("/triggers", get(trigger_names))
        .route("/triggers/{name}", get(trigger_details))
        .route("/triggers/{name}/test", post(test_trigger));
    Router::new()
        .nest("/api/v1", v1.merge(admin::routes(server.engine.in_cloud)))
        .route("/actions/{name}", post(run_action))
        .route("/actions/{name}/test", post(test_action))
        .route("/tasks/{name}", post(run_task))
        .route("/tasks/{name}/test", post(test_task))
        .route("/triggers/{name}/test", post(test_trigger))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(Arc::clone(server))
}

async fn run_action(State(server): Shared, Path(name): Path<String>, request: Request) -> Answer {
    answer(&server, request, Mode::Run, Some((Kind::Action, &name))).await
}

async fn test_action(State(server): Shared, Path(name): Path<String>, request: Request) -> Answer {
    answer(&server, request, Mode::Test, Some((Kind::Action, &name))).await
}

async fn run_task(State(server): Shared, Path(name): Path<String>, request: Request) -> Answer {
    answer(&server, request, Mode::Run, Some((Kind::Task, &name))).await
}

async fn test_task(State(server): Shared, Path(name): Path<String>, request: Request) -> Answer {
    answer(&server, request, Mode::TestTask, Some((Kind::Task, &name))).await
}

async fn test_trigger(State(server): Shared, Path(name): Path<String>, request: Request) -> Answer {
    answer(&server, request, Mode::Test, Some((Kind::Trigger, &name))).await
}

async fn test_connection(State(server): Shared, Path(test): Path<String>, request: Request) -> Answer {
    let mode = match test.as_str() {
        "test" => Mode::Test,
        "test_task" => Mode::TestTask,
        _ => {
            let description = "Only test and test_task are here.".to_owned();
            return Err(problem(&request, StatusCode::NOT_FOUND, description));
        }
    };
    answer(&server, request, mode, None).await
}

/// Reads the message, lets the engine answer it, and puts the answer into an HTTP response.
async fn answer(server: &Server, request: Request, mode: Mode, step: Option<(Kind, &str)>) -> Answer {
    let (head, body) = request.into_parts();
    let problem = |status, description| Problem {
        status,
        description,
        method: head.method.clone(),
        uri: head.uri.clone(),
    };
    if server.work.is_ended() {
        return Ok(unavailable(&Refused::Ended));
    }
    let read = body::read(server, &head.headers, body).await;
    let bytes = read.map_err(|(status, description)| problem(status, description))?;
    let bad = |description| problem(StatusCode::BAD_REQUEST, description);
    let message = Message::parse(&bytes).map_err(|error| bad(error.to_string()))?;
    if let Some((kind, name)) = step
        && message.name(kind).as_deref() != Some(name)
    {
        return Err(bad(format!(
            "The body of the message must name the {0} of the address: \"{0}\": {name:?}.",
            kind.key()
        )));
    }
    // Only now, so that a client that sends slowly keeps nobody from working.
    let place = match server.work.place().await {
        Ok(place) => place,
        Err(refused) => return Ok(unavailable(&refused)),
    };
    let caller = caller(&head.headers, server.engine.in_cloud);
    let reply = server.engine.handle(&message, mode, caller).await;
    let status = match reply.status {
        200 if step.is_none() && reply.is_null => StatusCode::NO_CONTENT,
        status => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    drop(place);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Some(id) = head.headers.get(REQUEST_ID) {
        response.headers_mut().insert(REQUEST_ID, id.clone());
    }
    if status != StatusCode::NO_CONTENT {
        *response.body_mut() = Body::from(reply.body);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(response)
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ORGANISATION: HeaderName = HeaderName::from_static("x-ipims-orgid");
const INTEGRATION: HeaderName = HeaderName::from_static("x-integration-id");

/// Who sends the message. Organisations are looked for only where there are any.
fn caller(headers: &HeaderMap, in_cloud: bool) -> Caller<'_> {
    let said = |name: HeaderName| headers.get(name).and_then(|text| text.to_str().ok()).unwrap_or_default();
    let request_id = said(REQUEST_ID);
    match in_cloud {
        true => Caller { request_id, organisation: said(ORGANISATION), integration: said(INTEGRATION) },
        false => Caller { request_id, ..Caller::default() },
    }
}

/// No work is taken, or none for now.
fn unavailable(refused: &Refused) -> Response {
    let told = match refused {
        Refused::Ended => "The server is ending, it takes no more work.",
        Refused::Full => "Too many steps are running. Try again later, or see --max-running.",
    };
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")], Json(json!({"error": told}))).into_response()
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
    Json(describe::connection(&server.engine.plugin))
}

async fn definitions(State(server): Shared) -> Json<Value> {
    Json(describe::definitions(&server.engine.plugin))
}

async fn info(State(server): Shared) -> Json<Value> {
    Json(describe::about(&server.engine.plugin, server.threads))
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
            Some("yaml") => ([(CONTENT_TYPE, "application/yaml")], yaml::document(document)).into_response(),
            Some(_) => {
                let told = json!({"error": "The format is json or yaml."});
                (StatusCode::UNPROCESSABLE_ENTITY, Json(told)).into_response()
            }
        }
    }
}

async fn api(State(server): Shared, Query(format): Query<Format>) -> Response {
    format.write(&openapi::document(&server.engine.plugin.info))
}

async fn specification(State(server): Shared, Query(format): Query<Format>) -> Response {
    format.write(&describe::specification(&server.engine.plugin))
}

async fn status() -> Json<Value> {
    Json(json!({"status": "Ready"}))
}

async fn not_found(request: Request) -> Problem {
    problem(&request, StatusCode::NOT_FOUND, "There is nothing at this address.".to_owned())
}

async fn method_not_allowed(request: Request) -> Problem {
    let description = format!("This address does not take {}.", request.method());
    problem(&request, StatusCode::METHOD_NOT_ALLOWED, description)
}
