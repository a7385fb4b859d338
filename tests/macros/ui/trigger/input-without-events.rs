// A trigger with an input needs `Events` too.
use plugin_core::{Result, Schema, trigger};

#[derive(serde::Deserialize, Schema)]
struct Input {
    /// ID
    id: u64,
}

/// Report each new user
#[trigger]
async fn new_user(input: Input) -> Result<()> {
    let _ = input.id;
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = new_user;
}
