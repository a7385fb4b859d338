//! The operations of the server as data, for the routes and for the OpenAPI document.

/// A method on a path, and its endpoint.
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) endpoint: Endpoint,
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

const fn on(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    endpoint: Endpoint,
) -> Operation {
    Operation { method, path, summary, endpoint }
}

/// The paths of the Python runtime. Those without `/api/v1` are for old callers.
const OPERATIONS: &[Operation] = &[
    on("get", "/", "This list", Endpoint::Index),
    on("get", "/api/v1/actions", "Names of the actions", Endpoint::ActionNames),
    on("get", "/api/v1/actions/{name}", "The specification of an action", Endpoint::ActionDetails),
    on("post", "/api/v1/actions/{name}", "Run an action", Endpoint::RunAction),
    on("post", "/api/v1/actions/{name}/test", "Test the connection for an action", Endpoint::TestAction),
    on("get", "/api/v1/triggers", "Names of the triggers", Endpoint::TriggerNames),
    on("get", "/api/v1/triggers/{name}", "The specification of a trigger", Endpoint::TriggerDetails),
    on("post", "/api/v1/triggers/{name}/test", "Test the connection for a trigger", Endpoint::TestTrigger),
    on("get", "/api/v1/tasks", "Names of the tasks", Endpoint::TaskNames),
    on("get", "/api/v1/tasks/{name}", "The specification of a task", Endpoint::TaskDetails),
    on("post", "/api/v1/tasks/{name}", "Run a task", Endpoint::RunTask),
    on("post", "/api/v1/tasks/{name}/test", "Test the connection for a task", Endpoint::TestTask),
    on("get", "/api/v1/connection", "Schema of the connection", Endpoint::Connection),
    on(
        "post",
        "/api/v1/connection/{connection_test_type}",
        "Test the connection: test or test_task",
        Endpoint::TestConnection,
    ),
    on("get", "/api/v1/definitions/actions", "Input schemas of the actions", Endpoint::Definitions),
    on("get", "/api/v1/info", "Name, version and metadata of the plugin", Endpoint::Info),
    on("get", "/api/v1/spec", "The specification of the plugin", Endpoint::Specification),
    on("get", "/api/v1/api", "This document", Endpoint::Api),
    on("get", "/api/v1/status", "Whether the server is ready", Endpoint::Status),
    on("get", "/metrics", "Metrics for Prometheus", Endpoint::Metrics),
    on("post", "/actions/{name}", "Run an action, at its old path", Endpoint::RunAction),
    on(
        "post",
        "/actions/{name}/test",
        "Test the connection for an action, at its old path",
        Endpoint::TestAction,
    ),
    on("post", "/tasks/{name}", "Run a task, at its old path", Endpoint::RunTask),
    on("post", "/tasks/{name}/test", "Test the connection for a task, at its old path", Endpoint::TestTask),
    on(
        "post",
        "/triggers/{name}/test",
        "Test the connection for a trigger, at its old path",
        Endpoint::TestTrigger,
    ),
];

const WORKERS: &[Operation] = &[
    on("get", "/api/v1/workers", "Number of workers", Endpoint::Workers),
    on("post", "/api/v1/workers/add", "Returns the number of workers and changes nothing", Endpoint::Workers),
    on("post", "/api/v1/workers/remove", "Changes nothing", Endpoint::Nothing),
];

const ADMIN: &[Operation] = &[
    on("post", "/api/v1/admin/shutdown", "Stop accepting messages", Endpoint::Shutdown),
    on("get", "/api/v1/admin/status", "Number of running and waiting steps", Endpoint::AdminStatus),
];

/// All operations of a server. In the cloud there are none for administrators.
pub(crate) fn operations(in_cloud: bool) -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(WORKERS).chain(if in_cloud { &[] } else { ADMIN })
}
