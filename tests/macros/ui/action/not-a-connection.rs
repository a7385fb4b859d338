// A step borrows only its connection and its context. A list of the step causes no further errors.
use plugin_core::{Context, Result, Schema, action};

#[derive(serde::Deserialize, Schema)]
struct Filter {}

/// Find a name
#[action]
async fn get_name(name: &str) -> Result<()> {
    let _ = name;
    Ok(())
}

/// Find some users
#[action]
async fn get_users(filter: &Filter, context: &Context) -> Result<()> {
    let _ = (filter, context);
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_name, get_users] }

fn main() {
    let _ = plugin();
}
