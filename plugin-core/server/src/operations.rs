//! The operations of the server as data, for the routes and for the OpenAPI document.

use http::Method;
use std::ops::Range;

/// A method on a path, and its endpoint.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) endpoint: Endpoint,
    /// Where the parameter stands in the path, with its braces.
    parameter: Option<Range<usize>>,
}

impl Operation {
    /// The segment of `path` at the parameter of the operation's path, or nothing if that has none. `None` if the paths differ.
    pub(crate) fn parameter<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Some(Range { start, end }) = self.parameter else {
            return (self.path == path).then_some("");
        };
        let segment = path.strip_prefix(&self.path[..start])?.strip_suffix(&self.path[end..])?;
        (!segment.is_empty() && !segment.contains('/')).then_some(segment)
    }
}

/// The handler of an operation; several paths may share one.
#[derive(Clone, Copy)]
pub(crate) enum Endpoint {
    Index,
    ActionNames,
    ActionDetails,
    RunAction,
    TestAction,
    TriggerNames,
    TriggerDetails,
    TestTrigger,
    TaskNames,
    TaskDetails,
    RunTask,
    TestTask,
    Connection,
    TestConnection,
    Definitions,
    Info,
    Specification,
    Api,
    Status,
    Metrics,
    Workers,
    Nothing,
    Shutdown,
    AdminStatus,
}

const fn on(method: Method, path: &'static str, summary: &'static str, endpoint: Endpoint) -> Operation {
    let parameter = match (position(path, b'{'), position(path, b'}')) {
        (Some(start), Some(end)) => Some(start..end + 1),
        _ => None,
    };
    Operation { method, path, summary, endpoint, parameter }
}

const fn position(text: &str, byte: u8) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] == byte {
            return Some(at);
        }
        at += 1;
    }
    None
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;

/// The paths of the Python runtime. Those without `/api/v1` are for old callers.
static OPERATIONS: &[Operation] = &[
    on(GET, "/", "This list", Endpoint::Index),
    on(GET, "/api/v1/actions", "Names of the actions", Endpoint::ActionNames),
    on(GET, "/api/v1/actions/{name}", "The specification of an action", Endpoint::ActionDetails),
    on(POST, "/api/v1/actions/{name}", "Run an action", Endpoint::RunAction),
    on(POST, "/api/v1/actions/{name}/test", "Test the connection for an action", Endpoint::TestAction),
    on(GET, "/api/v1/triggers", "Names of the triggers", Endpoint::TriggerNames),
    on(GET, "/api/v1/triggers/{name}", "The specification of a trigger", Endpoint::TriggerDetails),
    on(POST, "/api/v1/triggers/{name}/test", "Test the connection for a trigger", Endpoint::TestTrigger),
    on(GET, "/api/v1/tasks", "Names of the tasks", Endpoint::TaskNames),
    on(GET, "/api/v1/tasks/{name}", "The specification of a task", Endpoint::TaskDetails),
    on(POST, "/api/v1/tasks/{name}", "Run a task", Endpoint::RunTask),
    on(POST, "/api/v1/tasks/{name}/test", "Test the connection for a task", Endpoint::TestTask),
    on(GET, "/api/v1/connection", "Schema of the connection", Endpoint::Connection),
    on(
        POST,
        "/api/v1/connection/{connection_test_type}",
        "Test the connection: test or test_task",
        Endpoint::TestConnection,
    ),
    on(GET, "/api/v1/definitions/actions", "Input schemas of the actions", Endpoint::Definitions),
    on(GET, "/api/v1/info", "Name, version and metadata of the plugin", Endpoint::Info),
    on(GET, "/api/v1/spec", "The specification of the plugin", Endpoint::Specification),
    on(GET, "/api/v1/api", "This document", Endpoint::Api),
    on(GET, "/api/v1/status", "Whether the server is ready", Endpoint::Status),
    on(GET, "/metrics", "Metrics for Prometheus", Endpoint::Metrics),
    on(POST, "/actions/{name}", "Run an action, at its old path", Endpoint::RunAction),
    on(
        POST,
        "/actions/{name}/test",
        "Test the connection for an action, at its old path",
        Endpoint::TestAction,
    ),
    on(POST, "/tasks/{name}", "Run a task, at its old path", Endpoint::RunTask),
    on(POST, "/tasks/{name}/test", "Test the connection for a task, at its old path", Endpoint::TestTask),
    on(
        POST,
        "/triggers/{name}/test",
        "Test the connection for a trigger, at its old path",
        Endpoint::TestTrigger,
    ),
];

static WORKERS: &[Operation] = &[
    on(GET, "/api/v1/workers", "Number of workers", Endpoint::Workers),
    on(POST, "/api/v1/workers/add", "Returns the number of workers and changes nothing", Endpoint::Workers),
    on(POST, "/api/v1/workers/remove", "Changes nothing", Endpoint::Nothing),
];

static ADMIN: &[Operation] = &[
    on(POST, "/api/v1/admin/shutdown", "Stop accepting messages", Endpoint::Shutdown),
    on(GET, "/api/v1/admin/status", "Number of running and waiting steps", Endpoint::AdminStatus),
];

/// All operations of a server. In the cloud there are none for administrators.
pub(crate) fn operations(in_cloud: bool) -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(WORKERS).chain(if in_cloud { &[] } else { ADMIN })
}
