//! `cargo plugin`: new plugins, and plugins from a specification.

// Both panic where stdout or stderr is closed or full.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod codegen;
mod diagnostics;
mod export;
mod files;
mod import;
mod manifest;
mod names;
mod new;

mod spec;
mod tell;
mod update;
mod yaml;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use tell::{Failure, Listener};

/// Make automation plugins, and bring old ones over.
#[derive(Parser)]
#[command(name = "cargo plugin", bin_name = "cargo plugin", version, after_help = EXIT_CODES)]
struct Cli {
    /// Write what a machine may read to stdout, one JSON object a line
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 all is well; 1 it could not be done, or a file is stale; 2 the command line is wrong.";

#[derive(Subcommand)]
enum Command {
    /// Start a new plugin
    New {
        /// Its name: small letters, digits and `_`
        name: String,
        /// The folder to write; without it the name
        #[arg(long)]
        to: Option<PathBuf>,
        /// Where the crate plugin-core is
        #[arg(long)]
        core: Option<PathBuf>,
    },
    /// Write a crate from a plugin.spec.yaml
    Import {
        /// The specification
        spec: PathBuf,
        /// The folder to write; without it the name of the plugin
        #[arg(long)]
        to: Option<PathBuf>,
        /// Where the crate plugin-core is
        #[arg(long)]
        core: Option<PathBuf>,
    },
    /// Add to the plugin in this folder what is new in a plugin.spec.yaml, and tell what differs
    Update {
        /// The specification
        spec: PathBuf,
    },
    /// Write plugin.spec.yaml of the plugin in this folder
    Spec {
        /// Write nothing; fail with a diff if the file is not what the code says
        #[arg(long)]
        check: bool,
    },
    /// Print a YAML file as JSON
    #[command(hide = true)]
    Json { file: PathBuf },
}

/// The folder of the crate plugin-core: the one that was given, or that of the workspace that this tool was built from.
fn core(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let core =
        given.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("plugin-core"));
    if !core.join("Cargo.toml").is_file() {
        let failure = Failure::new(format!("{} is not the crate plugin-core", core.display()));
        return Err(failure.help("name its folder: `--core PATH`"));
    }
    // The path is written into another folder than this one.
    std::path::absolute(&core).map_err(|error| Failure::new(format!("{}: {error}", core.display())))
}

fn run(command: Command, listener: Listener) -> Result<(), Failure> {
    match command {
        Command::New { name, to, core: given } => new::run(&name, to, &core(given)?, listener),
        Command::Import { spec, to, core: given } => import::run(&spec, to, &core(given)?, listener),
        Command::Update { spec } => update::run(&spec, listener),
        Command::Spec { check } => export::run(check, listener),
        Command::Json { file } => import::value(&file).map(|value| tell::print(&format!("{value:#}\n"))),
    }
}

fn main() -> ExitCode {
    // Cargo calls `cargo-plugin plugin ..`.
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "plugin") {
        words.remove(1);
    }
    let cli = Cli::parse_from(words);
    let listener = if cli.json { Listener::Machine } else { Listener::Person };
    match run(cli.command, listener) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            listener.fail(&failure);
            ExitCode::FAILURE
        }
    }
}
