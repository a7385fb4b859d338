// The attribute on what is no function.
use plugin_core::action;

/// A user
#[action]
struct User {
    id: String,
}

// The struct is still there.
fn main() {
    let _ = |user: User| user.id;
}
