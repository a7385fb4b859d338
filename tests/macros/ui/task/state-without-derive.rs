// A state is read and written, and has a schema: each missing derive is one error.
use plugin_core::{Page, Result, Schema, task};

#[derive(serde::Deserialize, Schema)]
struct WithoutSerialize {
    /// The last entry
    last: Option<u64>,
}

#[derive(serde::Serialize, Schema)]
struct WithoutDeserialize {
    /// The last entry
    last: Option<u64>,
}

struct Plain {
    last: Option<u64>,
}

/// Watch the logs
#[task]
async fn without_serialize(state: WithoutSerialize) -> Result<Page<(), WithoutSerialize>> {
    let _ = state.last;
    Ok(Page::new(()).state(state))
}

/// Watch the logs
#[task]
async fn without_deserialize(state: WithoutDeserialize) -> Result<Page<(), WithoutDeserialize>> {
    let _ = state.last;
    Ok(Page::new(()).state(state))
}

/// Watch the logs
#[task]
async fn plain(state: Plain) -> Result<Page<(), Plain>> {
    Ok(Page::new(()).state(state))
}

/// Watch the logs
#[task]
async fn plain_without_argument() -> Result<Page<(), Plain>> {
    Ok(Page::new(()).state(Plain { last: None }))
}

// The functions still exist, so no other error follows.
fn main() {
    let _ = (without_serialize, without_deserialize, plain, plain_without_argument);
}
