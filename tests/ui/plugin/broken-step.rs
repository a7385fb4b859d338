// A mistake in a step is told there, and not again where the step is listed.
use plugin_core::{Result, action};

/// Says hello
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
