// Runs move between threads.
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    let shared = std::rc::Rc::new(1);
    std::future::ready(()).await;
    drop(shared);
    Ok(())
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
