//! Runs the message of a request and responds with its reply.

use crate::layers::admission::admit;
use crate::layers::body;
use crate::layers::drain::unless_aborted;
use crate::layers::request_id::{X_REQUEST_ID, request_id};
use crate::rejection::{Rejection, RequestError};
use crate::response::{Response, respond as respond_with};
use crate::routes::MessageRoute;
use crate::socket::Peer;
use crate::state::Server;
use http::request::Parts;
use http::{HeaderName, StatusCode};
use hyper::body::Incoming;
use plugin_engine::{Message, MessageKind, Plugin, Reply, RequestMeta};
use std::pin::pin;

const ORGANISATION: HeaderName = HeaderName::from_static("x-ipims-orgid");
const INTEGRATION: HeaderName = HeaderName::from_static("x-integration-id");

/// Runs the message in `body`. The response repeats the ID of the request.
pub(crate) async fn respond(
    server: &Server,
    peer: &Peer,
    head: &Parts,
    body: Incoming,
    route: &MessageRoute<'_>,
) -> Response {
    let id = request_id(&head.headers);
    let meta = request_meta(head, id.to_str().unwrap_or_default(), server.engine.in_cloud);
    let work = async {
        let body = body::read(server, peer, &head.headers, body).await?;
        run(server, peer, &body.bytes, route, meta).await
    };
    let response = unless_aborted(server, pin!(work)).await;
    let mut response = response.unwrap_or_else(|rejection| rejection.respond(head));
    response.headers_mut().insert(X_REQUEST_ID, id);
    response
}

/// Runs the message in `bytes`, which must name the step of the path.
///
/// # Errors
/// Why the message is rejected.
async fn run(
    server: &Server,
    peer: &Peer,
    bytes: &[u8],
    route: &MessageRoute<'_>,
    meta: RequestMeta<'_>,
) -> Result<Response, Rejection> {
    let message = parse(&server.engine.plugin, bytes, route)?;
    let permit = admit(server, peer).await?;
    let job = (route.resolve)(&server.engine.plugin, &message);
    let measured = server.metrics.step(&job);
    let reply = server.engine.handle(&message, job, meta).await;
    if let Some(step) = measured {
        step.observe(reply.status, reply.duration);
    }
    drop(permit);
    Ok(into_response(server, reply))
}

/// Parses the message, which must be of the step in the path, and without one of a connection test.
fn parse<'a>(
    plugin: &Plugin,
    bytes: &'a [u8],
    route: &MessageRoute<'_>,
) -> Result<Message<'a>, RequestError> {
    let invalid = |description: String| RequestError::new(StatusCode::BAD_REQUEST, description);
    let message = Message::parse(bytes).map_err(|error| invalid(format!("{error}{}", file_hint(bytes))))?;
    match &route.step {
        Some((kind, name)) if message.name(*kind).as_deref() != Some(name) => {
            let named = || {
                format!(
                    "The body of the message must name the {0} of the path: \"{0}\": {name:?}.",
                    kind.key()
                )
            };
            Err(invalid(plugin.step(*kind, name).map_or_else(|unknown| unknown.to_string(), |_| named())))
        }
        None if message.kind().is_some_and(|kind| kind != MessageKind::ConnectionTest) => {
            Err(invalid("The type of the message must be connection_test at this path.".to_owned()))
        }
        _ => Ok(message),
    }
}

/// The cure if a caller has sent the name of a file in place of its content.
fn file_hint(bytes: &[u8]) -> &'static str {
    match bytes.trim_ascii().ends_with(b".json") {
        true => " It is the name of a file: curl sends its content with `-d @message.json`.",
        false => "",
    }
}

/// The metadata in the head of the request. Only the cloud has organisations.
fn request_meta<'a>(head: &'a Parts, request_id: &'a str, in_cloud: bool) -> RequestMeta<'a> {
    let header =
        |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let meta = RequestMeta { request_id, path: head.uri.path(), ..RequestMeta::default() };
    match in_cloud {
        true => RequestMeta { organisation: header(ORGANISATION), integration: header(INTEGRATION), ..meta },
        false => meta,
    }
}

fn into_response(server: &Server, reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match status {
        StatusCode::NO_CONTENT => {
            let mut response = Response::default();
            *response.status_mut() = status;
            response
        }
        _ => respond_with(status, "application/json", server.memory.response_body(reply.body)),
    }
}
