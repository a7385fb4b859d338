// A lifetime has no use.
use plugin_core::{Context, Result, action};

/// Find one user
#[action]
async fn get_user<'a>(context: &'a Context) -> Result<()> {
    let _ = context;
    Ok(())
}

fn main() {
    let _ = get_user;
}
