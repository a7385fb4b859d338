//! The plugin: its trigger counts, so that a missing event is seen.

use plugin_core::{Events, Result, Schema, trigger};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The environment variable that makes this program the plugin, and names the folder in the place of `/workspace`.
pub const WORKSPACE: &str = "CHAOS_WORKSPACE";

/// Between two events, so that a spool that fills for some seconds is far from full.
const PACE: Duration = Duration::from_millis(1);

#[derive(Serialize, Schema)]
struct Counted {
    /// The next number
    number: u64,
}

#[derive(Default, Serialize, Deserialize)]
struct State {
    last: u64,
}

/// Count from where the last run ended
#[trigger]
async fn count(events: Events<Counted>) -> Result<()> {
    let mut state: State = events.load_state()?;
    loop {
        state.last += 1;
        events.commit([Counted { number: state.last }], &state).await?;
        events.sleep(PACE).await?;
    }
}

plugin_core::plugin! { title: "Chaos", vendor: "acme", triggers: [count] }
