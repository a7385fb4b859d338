// `?` on an error of another library: see the docs of `PluginError`.
use plugin_core::{Result, ResultExt, action};

/// Count the lines
#[action]
async fn count_lines() -> Result<()> {
    let text = std::fs::read_to_string("lines")?;
    let _: Vec<u64> = serde_json::from_str(&text)?;
    let _: u64 = text.parse().context("the count is not a number")?;
    let _: u64 = text.parse()?;
    Ok(())
}

fn main() {
    let _ = count_lines;
}
