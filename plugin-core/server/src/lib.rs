//! Messages over HTTP.

mod about;
mod access;
mod admin;
mod admission;
mod answer;
mod body;
mod connections;
mod cross_origin;
mod drain;
mod error_response;
mod exit;
mod layers;
mod listener;
mod memory;
mod metrics;
mod openapi;
mod operations;
mod options;
mod paths;
mod routes;
mod serve;
mod socket;
mod state;
mod status;
#[cfg(unix)]
mod supervisor;
mod throttle;
mod token;
mod watchdog;

pub use options::{HELP, OptionParser, Options};
pub use serve::serve;
#[cfg(unix)]
pub use supervisor::supervise;
