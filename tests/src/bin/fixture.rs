//! A plugin for tests: a trigger that counts, so that a missing event is noticed, and steps that block, wait, log and fill.

use plugin_core::__private_0_1::with_workspace;
use plugin_core::{Events, Result, Schema, action, trigger};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;
use std::time::Duration;

#[derive(Deserialize, Schema)]
struct CountInput {
    /// Number at which to stop
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
        state.last += 1;
        let event = Counted { number: state.last, padding: "x".repeat(input.padding) };
        if is_set("FIXTURE_COMMIT") {
            events.commit([event], &state).await?;
        } else {
            events.send(event).await?;
            events.save_state(&state)?;
        }
    }
    if is_set("FIXTURE_SLEEP") {
        events.sleep(Duration::from_secs(60 * 60)).await?;
    }
    Ok(())
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

#[derive(Deserialize, Schema)]
struct BlockInput {
    /// For how long
    seconds: f64,
}

/// Block a thread, which a step must not do
#[action]
async fn block(input: BlockInput) -> Result<()> {
    std::thread::sleep(Duration::from_secs_f64(input.seconds));
    Ok(())
}

#[derive(Deserialize, Schema)]
struct WaitInput {
    /// For how long
    seconds: f64,
}

/// Wait without blocking
#[action]
async fn wait(input: WaitInput) -> Result<()> {
    tokio::time::sleep(Duration::from_secs_f64(input.seconds)).await;
    Ok(())
}

#[derive(Deserialize, Schema)]
struct FillInput {
    /// How many letters
    length: usize,
}

#[derive(Serialize, Schema)]
struct Filled {
    /// Letters
    text: String,
}

/// Return a text of that length
#[action]
async fn fill(input: FillInput) -> Result<Filled> {
    Ok(Filled { text: "x".repeat(input.length) })
}

#[derive(Deserialize, Schema)]
struct EmitInput {
    /// Text to write to stderr
    text: String,
    /// How it gets there
    channel: EmitChannel,
}

#[derive(Deserialize, Schema)]
#[serde(rename_all = "snake_case")]
enum EmitChannel {
    Log,
    Field,
    Error,
    Panic,
    Thread,
    Print,
}

/// Write a text to stderr
#[action]
async fn emit(input: EmitInput) -> Result<()> {
    let EmitInput { text, channel } = input;
    match channel {
        EmitChannel::Log => tracing::info!("{text}"),
        EmitChannel::Field => tracing::info!(%text, "a field"),
        EmitChannel::Error => return Err(plugin_core::PluginError::new(text, "None.")),
        EmitChannel::Panic => panic!("{text}"),
        // A thread belongs to no run.
        EmitChannel::Print => println!("{text}"),
        EmitChannel::Thread => drop(std::thread::spawn(move || panic!("{text}")).join()),
    }
    Ok(())
}

/// Do nothing, under the name of a trigger
#[action(name = "count")]
async fn count_once() -> Result<()> {
    Ok(())
}

/// Send an event, then block the thread for ever, which a trigger must not do
#[trigger]
async fn hang(events: Events<Counted>) -> Result<()> {
    events.send(Counted { number: 1, padding: String::new() }).await?;
    loop {
        std::thread::sleep(Duration::from_secs(60));
    }
}

plugin_core::plugin! { title: "Fixture", vendor: "acme", actions: [block, emit, wait, fill, count_once], triggers: [count, hang] }

fn main() -> ExitCode {
    match std::env::var_os("FIXTURE_WORKSPACE") {
        Some(folder) => with_workspace(plugin(), folder).main(),
        None => plugin().main(),
    }
}
