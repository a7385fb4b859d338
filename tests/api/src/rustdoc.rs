//! Lets rustdoc describe the crates as JSON.
//!
//! JSON is an unstable output of rustdoc, so that the stable one needs `RUSTC_BOOTSTRAP`. Cargo gets this program in place of
//! rustdoc, which sets the variable for rustdoc alone: set for cargo, it would rebuild all dependencies.

use anyhow::{Context, Result, ensure};
use public_api::PublicApi;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, ExitCode};

/// The crates whose items plugin-core shows, itself last.
const CRATES: [&str; 4] = ["plugin-schema", "plugin-http", "plugin-engine", "plugin-core"];

/// Set in the environment if this program takes the place of rustdoc.
const WRAPPER: &str = "API_RUSTDOC";

/// What rustdoc knows of one crate.
pub struct Crate {
    /// Its name in Rust.
    pub name: String,
    /// Its public items.
    pub api: PublicApi,
    /// The whole description, for its re-exports.
    pub json: Value,
}

pub fn is_wrapper() -> bool {
    std::env::var_os(WRAPPER).is_some()
}

/// Calls rustdoc with the arguments of this program.
pub fn wrap() -> Result<ExitCode> {
    let status =
        Command::new("rustdoc").args(std::env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Documents the crates and reads what rustdoc has written.
pub fn crates() -> Result<Vec<Crate>> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).context("this program stands in target/debug")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["doc", "--quiet", "--no-deps", "--all-features", "--locked", "--lib", "--target-dir"])
        .arg(target);
    cargo.args(CRATES.iter().flat_map(|name| ["--package", name]));
    cargo.env("RUSTDOC", &program).env(WRAPPER, "1");
    cargo.env("RUSTDOCFLAGS", "-Zunstable-options --output-format=json --cap-lints=allow");
    ensure!(cargo.status()?.success(), "cargo doc has failed");
    CRATES.iter().map(|name| read(&target.join("doc"), &name.replace('-', "_"))).collect()
}

fn read(folder: &Path, name: &str) -> Result<Crate> {
    let path = folder.join(name).with_extension("json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let api = public_api::Builder::from_rustdoc_json(&path)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Crate { name: name.to_owned(), api, json: serde_json::from_str(&text)? })
}
