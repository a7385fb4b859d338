// A schema describes one type.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user<T: Send>(input: T) -> Result<()> {
    drop(input);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user::<u8>;
}
