//! Runs a trigger against a dispatcher, and does to both what may happen to them: the plugin is killed and paused, the
//! dispatcher refuses, resets and is away, a byte of the spool flips while the plugin is down. At the end it counts.
//!
//! `cargo run -p chaos -- --seconds 60 --seed 7` prints one table. The exit code is 0 if no event was lost that no corruption
//! explains, if first arrivals came in their order, if an event that arrived twice had the same `Idempotency-Key`, and if the
//! trigger never ended by itself. The seed decides which faults there are and how long they last, not how fast the machine is:
//! a run with the same seed is alike and not the same.
//!
//! The plugin is a process of its own, this program started once more. A flipped byte explains the loss of the events in the
//! record that it lies in, and of no other.

mod dispatcher;
mod faults;
mod plugin;
mod process;
mod report;
mod spool;
mod workspace;

use clap::Parser;
use std::process::ExitCode;
use std::time::Duration;

/// What stops the work.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Kill, pause, refuse and corrupt a trigger, and count what becomes of its events.
#[derive(Parser)]
struct Options {
    /// How long, in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Which faults there are; without it others each time
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    if let Some(folder) = std::env::var_os(plugin::WORKSPACE) {
        return plugin::plugin().workspace(folder).main();
    }
    let options = Options::parse();
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {} seconds", options.seconds);
    match faults::run(Duration::from_secs(options.seconds), seed) {
        Ok(report) => {
            println!("{report}");
            if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
