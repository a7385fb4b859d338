use plugin_core::{Result, action};

/// Takes nothing, returns nothing
#[action(title = "No input")]
pub async fn noinput() -> Result<()> {
    Ok(())
}
