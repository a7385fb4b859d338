// The state of the first run is empty. A field with a default may be missing.
use plugin_core::{Page, Result, Schema, task};

#[derive(serde::Serialize, serde::Deserialize, Schema)]
struct Position {
    /// The last entry
    last: u64,
}

#[derive(serde::Serialize, serde::Deserialize, Schema)]
struct Count {
    /// The number of entries
    #[serde(default)]
    count: u64,
}

/// Watch the logs
#[task]
async fn required(state: Position) -> Result<Page<(), Position>> {
    Ok(Page::new(()).state(state))
}

/// Watch the logs
#[task]
async fn with_default(state: Count) -> Result<Page<(), Count>> {
    Ok(Page::new(()).state(state))
}

// The functions still exist, so no other error follows.
fn main() {
    let _ = (required, with_default);
}
