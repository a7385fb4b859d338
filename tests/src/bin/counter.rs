//! A plugin whose trigger counts, so that a test can tell whether an event is missing.

use plugin_core::{Events, Result, Schema, trigger};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;

#[derive(Deserialize, Schema)]
struct CountInput {
    /// Counted at which to stop
    to: u64,
    /// How many letters to add to each event
    padding: usize,
}

#[derive(Serialize, Schema)]
struct Counted {
    /// The next number
    number: u64,
    /// Letters
    padding: String,
}

#[derive(Default, Serialize, Deserialize)]
struct State {
    last: u64,
}

/// Count from where the last run ended
#[trigger]
async fn count(input: CountInput, events: Events<Counted>) -> Result<()> {
    let mut state: State = events.load_state()?;
    while state.last < input.to {
        let number = state.last + 1;
        events.send(Counted { number, padding: "x".repeat(input.padding) }).await?;
        state.last = number;
        events.save_state(&state)?;
    }
    Ok(())
}

plugin_core::plugin! { title: "Counter", vendor: "acme", triggers: [count] }

fn main() -> ExitCode {
    match std::env::var_os("COUNTER_WORKSPACE") {
        Some(folder) => plugin().workspace(folder).main(),
        None => plugin().main(),
    }
}
