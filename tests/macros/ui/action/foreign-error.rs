// The error type does not convert into `PluginError`.
use plugin_core::action;

struct Oops;

/// Find one user
#[action]
async fn get_user() -> Result<(), Oops> {
    Err(Oops)
}

// The function still exists, so no other error follows.
fn main() {
    let _ = get_user;
}
