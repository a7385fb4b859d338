//! The exit code of the server.

use crate::options::Options;
use plugin_engine::log::report;
use std::process::ExitCode;

/// Success if all steps ended within the grace period. Reports why a server could not start.
pub(crate) fn exit_code(name: &str, options: &Options, outcome: std::io::Result<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let (host, port) = (&options.host, options.port);
            report(format_args!("{name}: cannot listen on {host}:{port}: {error}. See --host and --port."));
            ExitCode::FAILURE
        }
    }
}
