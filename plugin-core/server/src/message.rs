//! Runs the message of a request and responds with its reply.

use crate::error_response::ErrorResponse;
use crate::layers::admission::admit;
use crate::layers::body::MessageRequest;
use crate::layers::request_id::request_id;
use crate::state::Server;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use plugin_engine::job::Resolve;
use plugin_engine::{Message, MessageKind, Reply, RequestMeta};
use std::time::Instant;

const ORGANISATION: HeaderName = HeaderName::from_static("x-ipims-orgid");
const INTEGRATION: HeaderName = HeaderName::from_static("x-integration-id");

/// Runs the message of `request`, which must name `step` if the path of the request does.
pub(crate) async fn run_message(
    server: &Server,
    request: MessageRequest,
    resolve: Resolve,
    step: Option<(MessageKind, &str)>,
) -> Response {
    let MessageRequest { head, bytes, reservation: _reservation } = request;
    let message = match parse(&bytes, step) {
        Ok(message) => message,
        Err(description) => {
            return ErrorResponse::of(StatusCode::BAD_REQUEST, description, head).into_response();
        }
    };
    let permit = match admit(server, &head.extensions).await {
        Ok(permit) => permit,
        Err(response) => return response,
    };
    let start = Instant::now();
    let job = resolve(&server.engine.plugin, &message);
    let measured = server.metrics.step(&job);
    let reply = server.engine.handle(&message, job, request_meta(&head, server.engine.in_cloud)).await;
    if let Some(step) = measured {
        step.observe(reply.status, start.elapsed());
    }
    drop(permit);
    into_response(server, reply)
}

/// Parses the message, which must be of the step in the path, and without one of a connection test.
fn parse<'a>(bytes: &'a [u8], step: Option<(MessageKind, &str)>) -> Result<Message<'a>, String> {
    let message = Message::parse(bytes).map_err(|error| error.to_string())?;
    match step {
        Some((kind, name)) if message.name(kind).as_deref() != Some(name) => Err(format!(
            "The body of the message must name the {0} of the path: \"{0}\": {name:?}.",
            kind.key()
        )),
        None if message.kind().is_some_and(|kind| kind != MessageKind::ConnectionTest) => {
            Err("The type of the message must be connection_test at this path.".to_owned())
        }
        _ => Ok(message),
    }
}

/// The metadata in the head of the request. Only the cloud has organisations.
fn request_meta(head: &Parts, in_cloud: bool) -> RequestMeta<'_> {
    let header =
        |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let meta = RequestMeta {
        request_id: request_id(&head.headers),
        path: head.uri.path(),
        ..RequestMeta::default()
    };
    match in_cloud {
        true => RequestMeta { organisation: header(ORGANISATION), integration: header(INTEGRATION), ..meta },
        false => meta,
    }
}

fn into_response(server: &Server, reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if status != StatusCode::NO_CONTENT {
        *response.body_mut() = server.memory.response_body(reply.body);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response
}
