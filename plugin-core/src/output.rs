//! Writes to stdout.

use plugin_engine::log::report;
use std::io::{ErrorKind, Result, Write};
use std::process::ExitCode;

/// Writes `text` to stdout. A failure is reported on stderr.
pub(crate) fn print(text: &[u8]) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    exit_code(stdout.write_all(text).and_then(|()| stdout.flush()))
}

/// The exit code after a write to stdout. A failure is reported on stderr.
pub(crate) fn exit_code(written: Result<()>) -> ExitCode {
    match written {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` has closed the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            report(format_args!("cannot write to stdout: {error}"));
            ExitCode::FAILURE
        }
    }
}
