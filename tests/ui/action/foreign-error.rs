// An error of which nothing is known.
use plugin_core::action;

struct Oops;

/// Find one user
#[action]
async fn get_user() -> Result<(), Oops> {
    Err(Oops)
}

// The function is still there: no other error follows.
fn main() {
    let _ = get_user;
}
