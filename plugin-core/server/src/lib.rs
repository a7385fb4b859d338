//! The HTTP frontend: serves the messages of a plugin over HTTP, as the Python runtime does.
//!
//! An action takes this way:
//!
//! 1. `listener.rs`, `run`: accepts the connection, once it has a permit of `tcp_connections.rs`. hyper reads the request.
//! 2. `layers/host_origin.rs`, `HostOrigin::check`: rejects pages of other origins.
//! 3. `layers/access.rs`, `Access::check`: requires the token.
//! 4. `routes.rs`, `route`: finds the operation by method and path.
//! 5. `layers/request_id.rs`, `request_id`: gives the request an ID.
//! 6. `layers/drain.rs`, `unless_aborted`: rejects the request if the server drains.
//! 7. `layers/body.rs`, `read`: reads the message within its limits.
//! 8. `message.rs`, `parse`: parses the message, and compares its step with that of the path.
//! 9. `layers/admission.rs`, `admit`: waits for a permit.
//! 10. `plugin_engine::job::run`: resolves the message to a `Job`.
//! 11. `plugin_engine::Engine::handle`: runs the job and returns its reply.
//! 12. `message.rs`, `into_response`: makes the reply a response.
//!
//! `service.rs` calls these in their order. The rules for requests are in `layers/`, a file each. The state that requests share is in `state/`.

mod about;
mod admin;
mod bind;
mod exit;
mod head_timer;
mod index;
mod layers;
mod listener;
mod message;
mod openapi;
mod operations;
mod options;
mod pages;
mod paths;
mod rejection;
mod response;
mod routes;
mod self_wakes;
mod serve;
mod service;
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
