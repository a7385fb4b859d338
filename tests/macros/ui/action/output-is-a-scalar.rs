// An output has named fields, because later steps refer to them.
use plugin_core::{Result, action};

/// Count the users
#[action]
async fn get_user() -> Result<u64> {
    Ok(1)
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
