// An output has named fields, so that later steps can refer to them.
use plugin_core::{Result, action};

/// Count the users
#[action]
async fn get_user() -> Result<u64> {
    Ok(1)
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
