//! Runs a trigger against a dispatcher under faults: the plugin is killed and paused, the dispatcher rejects events, resets
//! connections and stops listening, a byte of the spool flips while the plugin is down. At the end it counts the events.
//!
//! `cargo run -p chaos -- --seconds 60 --seed 7` prints one table. The exit code is 0 if only corruption lost events, if first
//! arrivals came in order, if an event that arrived twice had the same `Idempotency-Key`, and if the trigger never exited by
//! itself. The seed decides on the faults and their lengths, but not on the speed of the machine: two runs with one seed are
//! similar, not equal.
//!
//! The plugin is a process: this program, started again. A flipped byte explains the loss of the events in its record only.

mod dispatcher;
mod error;
mod faults;
mod plugin;
mod process;
mod report;
mod spool;
mod workspace;

use clap::Parser;
use plugin_core::__private_0_1::with_workspace;
use std::process::ExitCode;
use std::time::Duration;

/// Kill, pause, reject and corrupt a trigger, and count its events.
#[derive(Parser)]
struct Options {
    /// Length of the run in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Seed of the faults [default: random]
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    if let Some(folder) = std::env::var_os(plugin::WORKSPACE) {
        return with_workspace(plugin::plugin(), folder).main();
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
