// A mistake in a step is reported once, not again in the list.
use plugin_core::{Result, action};

/// Print a greeting
#[action(tiemout = "30s")]
async fn hello() -> Result<()> {
    Ok(())
}

#[action]
async fn undescribed() -> Result<()> {
    Ok(())
}

plugin_core::plugin! { title: "Hello", vendor: "acme", actions: [hello, undescribed] }

fn main() {
    let _ = plugin();
}
