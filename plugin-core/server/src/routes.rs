//! Finds the operation of a request by its method and path.

use crate::error_response::RequestError;
use crate::operations::{Endpoint, Operation, operations};
use crate::response::Response;
use http::header::ALLOW;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use percent_encoding::percent_decode_str;
use plugin_engine::MessageKind;
use plugin_engine::job::{self, Resolve, TRIGGER_OVER_HTTP};
use std::borrow::Cow;

/// The operation of a request.
pub(crate) enum Route<'a> {
    /// Runs the message in the body.
    Message(MessageRoute<'a>),
    /// Shows something, or administrates the server. The name is the parameter of the path, or empty.
    Page(Endpoint, Cow<'a, str>),
}

/// How a message is run.
pub(crate) struct MessageRoute<'a> {
    pub(crate) resolve: Resolve,
    /// The step in the path, which the message must name too.
    pub(crate) step: Option<(MessageKind, Cow<'a, str>)>,
}

/// The route of the request with this head.
///
/// # Errors
/// The response if there is none.
pub(crate) fn route(in_cloud: bool, head: &Parts) -> Result<Route<'_>, Response> {
    let path = head.uri.path();
    let method = match head.method {
        Method::GET | Method::HEAD => "get",
        Method::POST => "post",
        _ => "",
    };
    let found = operations(in_cloud)
        .filter(|operation| operation.method == method)
        .find_map(|operation| Some((operation.endpoint, parameter(operation, path)?)));
    let Some((endpoint, name)) = found else { return Err(no_route(in_cloud, head)) };
    let name = percent_decode_str(name).decode_utf8_lossy();
    let of_step =
        |kind, resolve, name| Ok(Route::Message(MessageRoute { resolve, step: Some((kind, name)) }));
    match endpoint {
        Endpoint::RunAction => of_step(MessageKind::Action, job::run, name),
        Endpoint::TestAction => of_step(MessageKind::Action, job::test, name),
        Endpoint::TestTrigger => of_step(MessageKind::Trigger, job::test, name),
        Endpoint::RunTask => of_step(MessageKind::Task, job::run, name),
        Endpoint::TestTask => of_step(MessageKind::Task, job::test_task, name),
        Endpoint::TestConnection => connection_test(&name, head),
        page => Ok(Route::Page(page, name)),
    }
}

/// The segment of `path` at the parameter of the operation's path, or nothing if that has none. `None` if the paths differ.
fn parameter<'a>(operation: &Operation, path: &'a str) -> Option<&'a str> {
    let Some((start, rest)) = operation.path.split_once('{') else {
        return (operation.path == path).then_some("");
    };
    let (_, end) = rest.split_once('}')?;
    let segment = path.strip_prefix(start)?.strip_suffix(end)?;
    (!segment.is_empty() && !segment.contains('/')).then_some(segment)
}

fn connection_test<'a>(name: &str, head: &Parts) -> Result<Route<'a>, Response> {
    let of_connection = |resolve| Ok(Route::Message(MessageRoute { resolve, step: None }));
    match name {
        "test" => of_connection(job::test),
        "test_task" => of_connection(job::test_task),
        _ => {
            let description = "The last segment of the path must be test or test_task.";
            Err(RequestError::new(StatusCode::NOT_FOUND, description).respond(head))
        }
    }
}

/// The response to a request whose path has no operation, or none with its method.
fn no_route(in_cloud: bool, head: &Parts) -> Response {
    let (method, path) = (&head.method, head.uri.path());
    let is_start =
        method == Method::POST && (path.starts_with("/triggers/") || path.starts_with("/api/v1/triggers/"));
    let methods: Vec<&str> = operations(in_cloud)
        .filter(|operation| parameter(operation, path).is_some())
        .map(|operation| if operation.method == "get" { "GET, HEAD" } else { "POST" })
        .collect();
    let (status, description) = match methods.is_empty() {
        true => (StatusCode::NOT_FOUND, "No operation has this path. GET / lists the paths.".to_owned()),
        false => {
            let description =
                format!("This path has no operation with the method {method}. GET / lists the operations.");
            (StatusCode::METHOD_NOT_ALLOWED, description)
        }
    };
    let description = if is_start { TRIGGER_OVER_HTTP.to_owned() } else { description };
    let mut response = RequestError::new(status, description).respond(head);
    if !methods.is_empty() {
        let allow = HeaderValue::from_str(&methods.join(", ")).ok();
        response.headers_mut().extend(allow.map(|methods| (ALLOW, methods)));
    }
    response
}
