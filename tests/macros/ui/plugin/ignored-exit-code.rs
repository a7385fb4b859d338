// `main` must return the exit code, or a failed run counts as a success.
#![deny(unused_must_use)]
use plugin_core::{Result, action};

/// Find one user
#[action]
async fn get_user() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user] }

fn main() {
    plugin().main();
}
