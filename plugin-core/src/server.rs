//! Implements the `http` command with the crate plugin-server.

use plugin_engine::Engine;
pub(crate) use plugin_server::{HELP, OptionParser, Options};
use std::process::ExitCode;

/// The line of `--help` for the command.
pub(crate) const COMMAND: Option<&str> = Some("\n  http         reply to messages over HTTP");

/// Whether this process is the supervisor of the server.
pub(crate) fn is_supervised(options: &Options) -> bool {
    cfg!(unix) && options.supervise && options.worker_of.is_none()
}

/// Runs the server in a child process and restarts it when it ends.
pub(crate) fn supervise(name: &str, options: &Options) -> ExitCode {
    #[cfg(unix)]
    return plugin_server::supervise(name, options);
    #[cfg(not(unix))]
    unreachable!("{name} {options:?}")
}

/// Runs the server until the process is stopped.
pub(crate) fn serve(engine: Engine, options: &Options) -> ExitCode {
    plugin_server::serve(engine, options)
}
