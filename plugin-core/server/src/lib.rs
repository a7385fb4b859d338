//! The HTTP frontend: serves the messages of a plugin over HTTP, as the Python runtime does.
//!
//! An action takes this way:
//!
//! 1. `listener.rs`, `run`: accepts the connection, once it has a permit of `tcp_connections.rs`. hyper reads the request.
//! 2. `layers/host_origin.rs`, `HostOrigin::validate`: rejects pages of other origins.
//! 3. `layers/access.rs`, `Access::validate`: requires the token.
//! 4. `routes.rs`, `router`: axum finds the route by path and method.
//! 5. `layers/request_id.rs`, `SetRequestId::call`: gives the request an ID.
//! 6. `layers/drain.rs`, `Drain::call`: rejects the request if the server drains.
//! 7. `layers/body.rs`, `MessageRequest::from_request`: reads the message within its limits.
//! 8. `message.rs`, `run_message`: parses the message, and compares its step with that of the path.
//! 9. `layers/admission.rs`, `admit`: waits for a permit.
//! 10. `plugin_engine::job::run`: resolves the message to a `Job`.
//! 11. `plugin_engine::Engine::handle`: runs the job and returns its reply.
//! 12. `message.rs`, `into_response`: makes the reply a response.
//!
//! Handlers contain no HTTP policy: it is in `layers/`, a file each. The state that requests share is in `state/`.

mod about;
mod admin;
mod bind;
mod error_response;
mod exit;
mod index;
mod layers;
mod listener;
mod message;
mod openapi;
mod operations;
mod options;
mod paths;
mod routes;
mod serve;
mod shutdown;
mod socket;
mod state;
mod status;
#[cfg(unix)]
mod supervisor;
mod tcp_connections;
mod token;
mod watchdog;

pub use options::{HELP, OptionParser, Options};
pub use serve::serve;
#[cfg(unix)]
pub use supervisor::supervise;
