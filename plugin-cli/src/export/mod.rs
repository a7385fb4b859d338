//! `cargo plugin spec` writes the specification of the plugin in the current folder.

mod lines;
mod meaning;

use crate::output::{CommandError, OutputFormat, object, print_stdout};
use crate::{files, plugin_folder};
use serde_json::Value;
use similar::TextDiff;
use std::path::Path;
use std::process::{Command, Stdio};

const FILE: &str = "plugin.spec.yaml";

/// Writes plugin.spec.yaml, or with `check` compares it with the code.
///
/// # Errors
/// If the folder is not a plugin, the plugin does not build, or the file cannot be written or with `check` is stale.
pub fn run(check: bool, output: OutputFormat) -> Result<(), CommandError> {
    plugin_folder::check(output)?;
    let path = Path::new(FILE);
    let mut text = spec("yaml")?;
    let old = std::fs::read_to_string(path).ok();
    if let Some(old) = &old {
        let meaning_of = |text: &str| lines::value(text).map(|value| meaning::meaning(&value));
        if *old == text || meaning_of(old) == meaning_of(&text) {
            output.report(format_args!("{FILE} is up to date"), &object("up_to_date", FILE));
            return Ok(());
        }
        text = lines::keep(old, &text);
    }
    if !check {
        files::write(path, &text)?;
        output.report(format_args!("wrote {FILE}"), &object("wrote", FILE));
        return Ok(());
    }
    let hint = "run `cargo plugin spec`";
    let Some(old) = old else {
        return Err(CommandError::new(format!("{FILE} does not exist")).with_hint(hint));
    };
    let diff = TextDiff::from_lines(&old, &text);
    let diff = diff.unified_diff().context_radius(3).header(FILE, "the code").to_string();
    match output {
        OutputFormat::Text => print_stdout(&diff),
        OutputFormat::Json => print_stdout(&format!("{}\n", object("diff", &diff))),
    }
    Err(CommandError::new(format!("{FILE} differs from the code")).with_hint(hint))
}

/// The specification as JSON.
///
/// # Errors
/// If the plugin does not build, or does not print JSON.
pub fn spec_value() -> Result<Value, CommandError> {
    serde_json::from_str(&spec("json")?)
        .map_err(|error| CommandError::new(format!("the plugin printed invalid JSON: {error}")))
}

/// The specification in a format, as the plugin prints it. Cargo builds the plugin and prints its messages to stderr.
fn spec(format: &str) -> Result<String, CommandError> {
    let mut cargo = Command::new(files::cargo());
    cargo.args(["run", "--quiet", "--", "spec", "--format", format]);
    let output = cargo.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| CommandError::new(format!("cargo cannot be started: {error}")))?;
    match output.status.success() {
        true => String::from_utf8(output.stdout)
            .map_err(|_| CommandError::new("the plugin printed a specification that is not UTF-8")),
        false => {
            let error = CommandError::new("the plugin did not print its specification");
            Err(error.with_hint("the messages above have the reason"))
        }
    }
}
