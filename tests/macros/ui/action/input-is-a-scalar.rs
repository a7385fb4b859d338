// The message shows the struct to write.
use plugin_core::{Context, Result, action};

/// Find one user
#[action]
async fn get_user(name: String) -> Result<()> {
    let _ = name;
    Ok(())
}

/// Find another user
#[action]
async fn get_other_user(input: &str, context: &Context) -> Result<()> {
    let _ = (input, context);
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user, get_other_user] }

fn main() {
    let _ = plugin();
}
