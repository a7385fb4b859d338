//! Finds the operation of a request by its method and path.

use crate::operations::{Endpoint, operations};
use crate::rejection::RequestError;
use http::request::Parts;
use http::{Method, StatusCode};
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
/// 404 or 405 if there is none.
pub(crate) fn route(in_cloud: bool, head: &Parts) -> Result<Route<'_>, RequestError> {
    let path = head.uri.path();
    let method = if head.method == Method::HEAD { &Method::GET } else { &head.method };
    let found = operations(in_cloud)
        .filter(|operation| operation.method == *method)
        .find_map(|operation| Some((operation.endpoint, operation.parameter(path)?)));
    let Some((endpoint, name)) = found else { return Err(no_route(in_cloud, head)) };
    let name = match name.contains('%') {
        true => percent_decode_str(name).decode_utf8_lossy(),
        false => Cow::Borrowed(name),
    };
    let of_step =
        |kind, resolve, name| Ok(Route::Message(MessageRoute { resolve, step: Some((kind, name)) }));
    match endpoint {
        Endpoint::RunAction => of_step(MessageKind::Action, job::run, name),
        Endpoint::TestAction => of_step(MessageKind::Action, job::test, name),
        Endpoint::TestTrigger => of_step(MessageKind::Trigger, job::test, name),
        Endpoint::RunTask => of_step(MessageKind::Task, job::run, name),
        Endpoint::TestTask => of_step(MessageKind::Task, job::test_task, name),
        Endpoint::TestConnection => connection_test(&name),
        page => Ok(Route::Page(page, name)),
    }
}

fn connection_test<'a>(name: &str) -> Result<Route<'a>, RequestError> {
    let of_connection = |resolve| Ok(Route::Message(MessageRoute { resolve, step: None }));
    match name {
        "test" => of_connection(job::test),
        "test_task" => of_connection(job::test_task),
        _ => {
            let description = "The last segment of the path must be test or test_task.";
            Err(RequestError::new(StatusCode::NOT_FOUND, description))
        }
    }
}

/// The error of a request whose path has no operation, or none with its method.
fn no_route(in_cloud: bool, head: &Parts) -> RequestError {
    let (method, path) = (&head.method, head.uri.path());
    let is_start =
        method == Method::POST && (path.starts_with("/triggers/") || path.starts_with("/api/v1/triggers/"));
    let has = |method| {
        let mut all = operations(in_cloud).filter(|operation| operation.method == method);
        all.any(|operation| operation.parameter(path).is_some())
    };
    let allowed = match (has(Method::GET), has(Method::POST)) {
        (true, true) => "GET, HEAD, POST",
        (true, false) => "GET, HEAD",
        (false, true) => "POST",
        (false, false) if is_start => return RequestError::new(StatusCode::NOT_FOUND, TRIGGER_OVER_HTTP),
        (false, false) => {
            let description = match path.ends_with('/') {
                true => "No operation has this path, which ends with a slash. GET / lists the paths.",
                false => "No operation has this path. GET / lists the paths.",
            };
            return RequestError::new(StatusCode::NOT_FOUND, description);
        }
    };
    match is_start {
        true => RequestError::wrong_method(TRIGGER_OVER_HTTP, allowed),
        false => RequestError::wrong_method(
            format!("This path has no operation with the method {method}. GET / lists the operations."),
            allowed,
        ),
    }
}
