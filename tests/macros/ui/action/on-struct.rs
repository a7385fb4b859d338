// The attribute applies to functions.
use plugin_core::action;

/// A user
#[action]
struct User {
    id: String,
}

// The struct still exists, so no other error follows.
fn main() {
    let _ = |user: User| user.id;
}
