// The context belongs to the run.
use plugin_core::{Context, Result, action};

/// Find one user
#[action]
async fn get_user(context: Context) -> Result<()> {
    let _ = context;
    Ok(())
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
