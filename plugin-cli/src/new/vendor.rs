//! Chooses the vendor of a new plugin: the argument, the answer on a terminal, or the user name of git.

use crate::casing;
use crate::output::{CommandError, OutputFormat};
use std::io::{IsTerminal, Write};
use std::process::Command;

/// The vendor of a plugin that nobody named.
const DEFAULT_VENDOR: &str = "acme";

/// A vendor and its source.
pub struct Vendor {
    /// The name in the specification.
    pub name: String,
    /// Where the name comes from, if the user did not enter it.
    source: Option<&'static str>,
}

impl Vendor {
    /// The part of a message that states a vendor which the user did not enter.
    pub fn note(&self) -> String {
        match self.source {
            Some(source) => format!(
                " with the vendor `{}`, {source}. To change it, edit `vendor` in src/main.rs.",
                self.name
            ),
            None => String::new(),
        }
    }
}

/// The vendor of the argument, or else the answer on a terminal, or else a default.
///
/// # Errors
/// If the name is invalid.
pub fn choose(argument: Option<String>, output: OutputFormat) -> Result<Vendor, CommandError> {
    let default = default_vendor();
    let entered =
        argument.or_else(|| (output == OutputFormat::Text).then(|| prompt(&default.name)).flatten());
    let Some(name) = entered else { return Ok(default) };
    let valid = casing::snake_case(&name, DEFAULT_VENDOR).trim_end_matches('_').to_owned();
    if name == valid {
        return Ok(Vendor { name, source: None });
    }
    let message = format!("invalid vendor `{name}`: it must be lowercase letters, digits and `_`");
    Err(CommandError::new(message).with_hint(format!("pass `--vendor {valid}`")))
}

/// Reads the vendor from the terminal; `None` if stdin or stderr is no terminal, or the answer is empty.
fn prompt(default: &str) -> Option<String> {
    let mut stderr = std::io::stderr();
    if !std::io::stdin().is_terminal() || !stderr.is_terminal() {
        return None;
    }
    write!(stderr, "Vendor [{default}]: ").and_then(|()| stderr.flush()).ok()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
}

/// The user name of git in snake case, or a constant.
fn default_vendor() -> Vendor {
    let output = Command::new("git").args(["config", "user.name"]).output().ok();
    let name =
        output.filter(|output| output.status.success()).map(|output| output.stdout).unwrap_or_default();
    match casing::snake_case(String::from_utf8_lossy(&name).trim(), "") {
        name if name.is_empty() => {
            Vendor { name: DEFAULT_VENDOR.to_owned(), source: Some("because `--vendor` is not set") }
        }
        name => Vendor { name, source: Some("the user name of git") },
    }
}
