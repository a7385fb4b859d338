//! A plugin for tests whose action ends the process.

use plugin_core::{Result, Schema, action};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;
use std::time::Duration;

#[derive(Deserialize, Schema)]
struct EndInput {
    /// How to end
    ending: Ending,
}

#[derive(Deserialize, Schema)]
#[serde(rename_all = "snake_case")]
enum Ending {
    Return,
    Slow,
    Abort,
    Overflow,
    Exit,
}

#[derive(Serialize, Schema)]
struct EndOutput {
    /// ID of the process
    process: u32,
}

/// Return, or end the process
#[action]
async fn end(input: EndInput) -> Result<EndOutput> {
    match input.ending {
        Ending::Return => {}
        Ending::Slow => tokio::time::sleep(Duration::from_secs(1)).await,
        Ending::Abort => std::process::abort(),
        Ending::Overflow => drop(overflow(1)),
        Ending::Exit => std::process::exit(0),
    }
    Ok(EndOutput { process: std::process::id() })
}

#[allow(unconditional_recursion)] // on purpose
fn overflow(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 512]);
    overflow(frame[0] + 1) + frame[511]
}

plugin_core::plugin! { title: "Fragile", vendor: "acme", actions: [end] }

fn main() -> ExitCode {
    plugin().main()
}
