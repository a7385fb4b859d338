// People choose a step by its description.
use plugin_core::{Result, action};

#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
