//! A plugin for tests, whose action ends the process in many ways.

use plugin_core::{Result, Schema, action};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;
use std::time::Duration;

#[derive(Deserialize, Schema)]
struct EndInput {
    /// How to end
    way: Way,
}

#[derive(Deserialize, Schema)]
#[serde(rename_all = "snake_case")]
enum Way {
    Well,
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

/// End well, or end the process
#[action]
async fn end(input: EndInput) -> Result<EndOutput> {
    match input.way {
        Way::Well => {}
        Way::Slow => tokio::time::sleep(Duration::from_secs(1)).await,
        Way::Abort => std::process::abort(),
        Way::Overflow => drop(overflow(1)),
        Way::Exit => std::process::exit(0),
    }
    Ok(EndOutput { process: std::process::id() })
}

#[allow(unconditional_recursion)] // that is the point
fn overflow(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 512]);
    overflow(frame[0] + 1) + frame[511]
}

plugin_core::plugin! { title: "Fragile", vendor: "acme", actions: [end] }

fn main() -> ExitCode {
    plugin().main()
}
