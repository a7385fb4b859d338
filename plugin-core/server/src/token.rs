//! Reads the token that requests must carry.

use plugin_engine::log::report;
use plugin_schema::values::Password;
use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

/// The variable that holds the token.
const VARIABLE: &str = "PLUGIN_HTTP_TOKEN";

/// The token of the environment, if there is one. The process then starts itself again without the variable, so that neither a
/// child of a step nor `/proc` shows the token.
///
/// # Errors
/// The exit code of a usage error if the variable holds no valid token: without a token the server would be open. The error is
/// reported for the plugin `name`.
pub(crate) fn from_environment(name: &str) -> Result<Option<Password>, ExitCode> {
    read().map_err(|error| {
        report(format_args!("{name}: {error}"));
        ExitCode::from(2)
    })
}

fn read() -> Result<Option<Password>, String> {
    #[cfg(unix)]
    if let Some(descriptor) = env::var_os(handover::VARIABLE) {
        return handover::receive(&descriptor).and_then(|token| validated(token).map(Some));
    }
    let Some(token) = env::var_os(VARIABLE) else { return Ok(None) };
    let token = validated(token)?;
    #[cfg(unix)]
    if let Err(error) = handover::restart(&token) {
        tracing::warn!("{VARIABLE} stays in the environment: {error}.");
    }
    Ok(Some(token))
}

/// Puts the token into the environment of a child process, which reads it as this process has done.
#[cfg(unix)]
pub(crate) fn hand_down(command: &mut std::process::Command, token: Option<&Password>) {
    command.env_remove(handover::VARIABLE);
    if let Some(token) = token {
        command.env(VARIABLE, token.expose_secret());
    }
}

fn validated(token: OsString) -> Result<Password, String> {
    match token.into_string() {
        Ok(token) if token.is_empty() => Err(format!("{VARIABLE} is empty: set it to a token, or unset it.")),
        Ok(token) if token.len() > MAX_TOKEN_BYTES => {
            Err(format!("{VARIABLE} is longer than {MAX_TOKEN_BYTES} bytes."))
        }
        // A header can carry no other characters.
        Ok(token) if token.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(token.into()),
        _ => {
            Err(format!("{VARIABLE} must consist of ASCII letters, digits and punctuation, without spaces."))
        }
    }
}

/// The longest token. Every pipe can hold so many bytes.
const MAX_TOKEN_BYTES: usize = 4096;

/// Passes the token to the program that replaces this one, through a pipe that is empty once it is read.
#[cfg(unix)]
mod handover {
    use plugin_schema::values::Password;
    use rustix::io::{FdFlags, fcntl_setfd};
    use std::env;
    use std::ffi::{OsStr, OsString};
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    /// The variable that names the pipe's file descriptor.
    pub(crate) const VARIABLE: &str = "PLUGIN_HTTP_TOKEN_FD";

    /// Starts the program again in this process. Returns only the error if that fails.
    pub(crate) fn restart(token: &Password) -> io::Result<()> {
        let (reader, mut writer) = io::pipe()?;
        writer.write_all(token.expose_secret().as_bytes())?;
        drop(writer);
        fcntl_setfd(&reader, FdFlags::empty())?;
        let mut arguments = env::args_os();
        let mut program = Command::new(env::current_exe()?);
        if let Some(name) = arguments.next() {
            program.arg0(name);
        }
        program.args(arguments).env_remove(super::VARIABLE).env(VARIABLE, reader.as_raw_fd().to_string());
        Err(program.exec())
    }

    pub(crate) fn receive(descriptor: &OsStr) -> Result<OsString, String> {
        let mut token = String::new();
        File::open(Path::new("/dev/fd").join(descriptor))
            .and_then(|pipe| pipe.take(super::MAX_TOKEN_BYTES as u64 + 1).read_to_string(&mut token))
            .map_err(|error| format!("{VARIABLE} names no readable pipe: {error}."))?;
        Ok(token.into())
    }
}
