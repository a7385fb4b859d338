// An input of which no schema is known.
use plugin_core::{Result, action};

struct Input {
    id: String,
}

/// Find one user
#[action]
async fn get_user(input: Input) -> Result<()> {
    drop(input.id);
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
