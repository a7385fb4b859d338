// A step borrows its context.
use plugin_core::{Context, Result, action};

/// Find one user
#[action]
async fn get_user(context: Context) -> Result<()> {
    let _ = context;
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
