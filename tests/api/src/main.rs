//! `cargo run -p api`: fails when the public API of plugin-core is not the list in `plugin-core.txt`.
//!
//! `cargo run -p api -- --write` writes the list anew; the diff of the file is then part of the review.

mod exports;
mod list;
mod rustdoc;

use anyhow::{Context, Result};
use similar::{ChangeTag, TextDiff};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = if rustdoc::is_wrapper() { rustdoc::wrap() } else { run() };
    outcome.unwrap_or_else(|error| {
        eprintln!("api: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("plugin-core.txt");
    let list = list::of_facade(&rustdoc::crates()?)?;
    if std::env::args().skip(1).any(|argument| argument == "--write") {
        std::fs::write(&path, list).context("cannot write the list")?;
        return Ok(ExitCode::SUCCESS);
    }
    let kept = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if kept == list {
        return Ok(ExitCode::SUCCESS);
    }
    for change in TextDiff::from_lines(&kept, &list).iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => print!("-{change}"),
            ChangeTag::Insert => print!("+{change}"),
            ChangeTag::Equal => {}
        }
    }
    eprintln!("api: the public API has changed; if it is meant to, run `cargo run -p api -- --write`");
    Ok(ExitCode::FAILURE)
}
