//! `cargo plugin` creates plugins, and imports, updates and exports specifications.

// Both panic where stdout or stderr is closed or full.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod casing;
mod codegen;
mod diagnostics;
mod explain;
mod export;
mod files;
mod import;
mod keywords;
mod manifest;
mod name_allocator;
mod new;
mod output;
mod plugin_folder;
mod spec;
mod update;
mod yaml;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};
use output::{CommandError, OutputFormat};
use plugin_names::nearest;
use std::path::PathBuf;
use std::process::ExitCode;

/// Create automation plugins, and import existing ones.
#[derive(Parser)]
#[command(name = "cargo plugin", bin_name = "cargo plugin", version, after_help = EXIT_CODES)]
struct Cli {
    /// Print one JSON object per line to stdout, instead of text to stderr
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: CliCommand,
}

const EXIT_CODES: &str =
    "Exit codes: 0 success; 1 the command failed, or a file is stale; 2 the command line is invalid.";

#[derive(Subcommand)]
enum CliCommand {
    /// Create a new plugin
    New {
        /// The name of the plugin: lowercase letters, digits and `_`
        name: String,
        /// The vendor in the specification: lowercase letters, digits and `_`
        #[arg(long)]
        vendor: Option<String>,
        /// The folder to create, by default the name
        #[arg(long)]
        to: Option<PathBuf>,
        /// The folder of the crate plugin-core
        #[arg(long)]
        core: Option<PathBuf>,
    },
    /// Create a plugin from a plugin.spec.yaml
    Import {
        /// The path of the specification
        spec: PathBuf,
        /// The folder to create, by default the name of the plugin
        #[arg(long)]
        to: Option<PathBuf>,
        /// The folder of the crate plugin-core
        #[arg(long)]
        core: Option<PathBuf>,
    },
    /// Add the new steps, types and fields of a plugin.spec.yaml to the plugin in this folder, and print all other differences
    Update {
        /// The path of the specification
        spec: PathBuf,
    },
    /// Write plugin.spec.yaml of the plugin in this folder
    Spec {
        /// Write nothing; fail with a diff if plugin.spec.yaml differs from the code
        #[arg(long)]
        check: bool,
    },
    /// Explain the code of a compile error, with a wrong and a right example
    Explain {
        /// The code, such as API006; without it, all codes are listed
        code: Option<String>,
    },
    /// Print a YAML file as JSON
    #[command(hide = true)]
    Json { file: PathBuf },
}

/// The absolute folder of the crate plugin-core, by default that of the workspace that this tool was built from.
fn core_folder(folder: Option<PathBuf>) -> Result<PathBuf, CommandError> {
    let folder =
        folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("plugin-core"));
    if !folder.join("Cargo.toml").is_file() {
        let error = CommandError::new(format!("{} is not the crate plugin-core", folder.display()));
        return Err(error.with_hint("pass its folder: `--core PATH`"));
    }
    // The path is written to a manifest in another folder.
    std::path::absolute(&folder)
        .map_err(|error| CommandError::new(format!("invalid path {}: {error}", folder.display())))
}

fn run(command: CliCommand, output: OutputFormat) -> Result<(), CommandError> {
    match command {
        CliCommand::New { name, vendor, to, core } => {
            new::run(new::NewPlugin { name, vendor, to }, &core_folder(core)?, output)
        }
        CliCommand::Import { spec, to, core } => import::run(&spec, to, &core_folder(core)?, output),
        CliCommand::Update { spec } => update::run(&spec, output),
        CliCommand::Spec { check } => export::run(check, output),
        CliCommand::Explain { code } => explain::run(code.as_deref()),
        CliCommand::Json { file } => {
            import::read_value(&file).map(|value| output::print_stdout(&format!("{value:#}\n")))
        }
    }
}

/// The names that other tools have for a command.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("create", "new"),
    ("init", "new"),
    ("generate", "new"),
    ("refresh", "update"),
    ("regenerate", "update"),
    ("validate", "spec"),
];

/// The error with a similar command, which clap does not find for short names such as `nwe`.
fn with_suggestion(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let commands = Cli::command();
    let names =
        commands.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
    let other = OTHER_NAMES.iter().find(|(other, _)| other == word).map(|(_, name)| *name);
    if let (Some(name), None) =
        (other.or_else(|| nearest(word, names)), error.get(ContextKind::SuggestedSubcommand))
    {
        let names = ContextValue::Strings(vec![name.to_owned()]);
        error.insert(ContextKind::SuggestedSubcommand, names);
    }
    error
}

fn main() -> ExitCode {
    // Cargo runs `cargo-plugin plugin ..`.
    let mut arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|argument| argument == "plugin") {
        arguments.remove(1);
    }
    let cli = Cli::try_parse_from(arguments).unwrap_or_else(|error| with_suggestion(error).exit());
    let output = if cli.json { OutputFormat::Json } else { OutputFormat::Text };
    match run(cli.command, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            ExitCode::FAILURE
        }
    }
}
