//! Messages over HTTP.

mod about;
mod admin;
mod connections;
mod error_response;
mod exit;
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
mod token;
mod watchdog;

pub use options::{HELP, OptionParser, Options};
pub use serve::serve;
#[cfg(unix)]
pub use supervisor::supervise;
