// A step borrows only its connection and its context.
use plugin_core::{Context, Result, action};

struct Slack;

/// Find one user
#[action]
async fn get_user(slack: &Slack) -> Result<()> {
    let _ = slack;
    Ok(())
}

/// Find other users
#[action]
async fn get_users(slack: &Slack, context: &Context) -> Result<()> {
    let _ = (slack, context);
    Ok(())
}

/// Find a name
#[action]
async fn get_name(name: &str) -> Result<()> {
    let _ = name;
    Ok(())
}

// The functions still exist, so no other error follows.
fn main() {
    let _ = (get_user, get_users, get_name);
}
