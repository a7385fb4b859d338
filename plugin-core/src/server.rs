//! The `http` command: serves messages with the crate plugin-server.

use plugin_engine::Engine;
pub(crate) use plugin_server::{HELP, OptionParser, Options};
use std::process::ExitCode;

/// The line of `--help` about the command.
pub(crate) const COMMAND: Option<&str> = Some("\n  http         reply to messages over HTTP");

/// Whether a parent process is to watch over the one that serves.
pub(crate) fn is_supervised(options: &Options) -> bool {
    cfg!(unix) && options.supervise && options.worker_of.is_none()
}

/// Serves in a child process, which is started again when it ends.
pub(crate) fn supervise(name: &str, options: &Options) -> ExitCode {
    #[cfg(unix)]
    return plugin_server::supervise(name, options);
    #[cfg(not(unix))]
    unreachable!("{name} {options:?}")
}

/// Serves until the process is stopped.
pub(crate) fn serve(engine: Engine, options: &Options) -> ExitCode {
    plugin_server::serve(engine, options)
}
