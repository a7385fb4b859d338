//! A message over HTTP, and its answer.

use crate::admission::{Permit, Rejected};
use crate::body;
use crate::error_response::ErrorResponse;
use crate::socket::unless_left;
use crate::state::Server;
use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use plugin_engine::RequestMeta;
use plugin_engine::job::{Job, Resolve};
use plugin_engine::{Message, MessageKind};
use plugin_run::RequestId;
use serde_json::json;
use std::time::Instant;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ORGANISATION: HeaderName = HeaderName::from_static("x-ipims-orgid");
const INTEGRATION: HeaderName = HeaderName::from_static("x-integration-id");

/// Lets the engine answer the message in `request`, which must name `step` if there is one. The answer has the ID of its
/// request: the caller's, or one made here.
pub(crate) async fn answer(
    server: &Server,
    request: Request,
    resolve: Resolve,
    step: Option<(MessageKind, &str)>,
) -> Response {
    let (head, body) = request.into_parts();
    let made;
    let given = head.headers.get(REQUEST_ID).filter(|id| id.to_str().is_ok_and(|id| !id.is_empty()));
    let id = match given {
        Some(id) => id.clone(),
        None => {
            made = RequestId::random();
            HeaderValue::from_str(made.as_str()).unwrap_or(HeaderValue::from_static(""))
        }
    };
    let reply = reply(server, &head, body, resolve, step, &id);
    let mut response = match server.admission.unless_abandoned(reply).await {
        Err(abandoned) => unavailable(&abandoned),
        Ok(Ok(response)) => response,
        Ok(Err((status, description))) => {
            let (method, uri) = (head.method, head.uri);
            ErrorResponse { status, description, method, uri }.into_response()
        }
    };
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

async fn reply(
    server: &Server,
    head: &Parts,
    body: Body,
    resolve: Resolve,
    step: Option<(MessageKind, &str)>,
    id: &HeaderValue,
) -> Result<Response, (StatusCode, String)> {
    if server.admission.is_ended() {
        return Ok(unavailable(&Rejected::Ended));
    }
    let (bytes, _memory) = body::read(server, head, body).await?;
    let bad = |description| (StatusCode::BAD_REQUEST, description);
    let message = Message::parse(&bytes).map_err(|error| bad(error.to_string()))?;
    if let Some((kind, name)) = step
        && message.name(kind).as_deref() != Some(name)
    {
        return Err(bad(format!(
            "The body of the message must name the {0} of the address: \"{0}\": {name:?}.",
            kind.key()
        )));
    }
    if step.is_none() && message.kind().is_some_and(|kind| kind != MessageKind::ConnectionTest) {
        return Err(bad("The type of the message must be connection_test at this address.".to_owned()));
    }
    // Only now, so that a client that sends slowly keeps nobody from working.
    let place = match unless_left(&head.extensions, turn(server)).await.unwrap_or(Err(Rejected::Left)) {
        Ok(place) => place,
        Err(refused) => {
            server.metrics.refused.inc();
            return Ok(unavailable(&refused));
        }
    };
    let start = Instant::now();
    let job = resolve(&server.engine.plugin, &message);
    let counted = match &job {
        Job::Action(step) => Some((MessageKind::Action, step.name)),
        Job::Task(step) => Some((MessageKind::Task, step.name)),
        _ => None,
    };
    let meta = request_meta(head, id, server.engine.in_cloud);
    let reply = server.engine.handle(&message, job, meta).await;
    if let Some((kind, name)) = counted {
        server.metrics.ended(kind, name, reply.status, start.elapsed());
    }
    drop(place);
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if status != StatusCode::NO_CONTENT {
        *response.body_mut() = server.memory.answer(reply.body);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(response)
}

/// A place at work, once there is one, and memory for an answer.
async fn turn(server: &Server) -> Result<Permit<'_>, Rejected> {
    let place = server.admission.place().await?;
    server.memory.room_for_answer().await;
    Ok(place)
}

/// What the head of the request says about its sender. Only the cloud has organisations.
fn request_meta<'a>(head: &'a Parts, id: &'a HeaderValue, in_cloud: bool) -> RequestMeta<'a> {
    let text = |value: &'a HeaderValue| value.to_str().unwrap_or_default();
    let header = |name: HeaderName| head.headers.get(name).map(text).unwrap_or_default();
    let meta = RequestMeta { request_id: text(id), path: head.uri.path(), ..RequestMeta::default() };
    match in_cloud {
        true => RequestMeta { organisation: header(ORGANISATION), integration: header(INTEGRATION), ..meta },
        false => meta,
    }
}

/// No work is taken, or none for now, or it is not waited for.
fn unavailable(refused: &Rejected) -> Response {
    let error = match refused {
        Rejected::Ended => "The server is ending, it takes no more work.",
        Rejected::Full => "Too many steps are running. Try again later, or see --max-running.",
        Rejected::Left => "The caller closed its side while it waited for its turn.",
        Rejected::Abandoned => {
            "The server ended before the step did, which may have had an effect. See --graceful_timeout."
        }
    };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"error": error}))).into_response();
    let headers = response.headers_mut();
    if *refused != Rejected::Abandoned {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if matches!(refused, Rejected::Ended | Rejected::Abandoned) {
        // So that the caller does not ask again here, where soon nobody will be.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
