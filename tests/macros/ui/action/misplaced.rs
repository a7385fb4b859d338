// The attributes of steps apply to functions.
use plugin_core::{action, task, trigger};

struct Users;

/// Find one user
#[action]
impl Users {
    fn find(&self) {}
}

/// Report each new user
#[trigger]
mod events {}

/// Read the log
#[task]
pub const LOG: &str = "log";

/// A user
#[action]
enum User {}

// The items still exist, so no other error follows.
fn main() {
    Users.find();
    let _ = (LOG, |user: User| match user {});
}
