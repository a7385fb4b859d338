//! `cargo plugin import`
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

#[path = "../common/mod.rs"]
mod common;
mod crates;
mod diagnostics;
#[cfg(target_os = "linux")]
mod limits;
mod paths;
mod yaml;

use common::TestFolder;

/// Imports a text and returns the exit code and stderr.
fn import(folder: &TestFolder, text: &str) -> (i32, String) {
    folder.write("plugin.spec.yaml", text);
    let output = folder.run(&["import", "plugin.spec.yaml"]);
    assert_eq!(output.stdout, "");
    (output.code, output.stderr)
}

/// Imports an invalid text, checks that no file is written, and returns the diagnostics.
fn rejection(test: &str, text: &str) -> String {
    let folder = TestFolder::new(test);
    let (code, stderr) = import(&folder, text);
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(folder.files("."), ["./Cargo.toml", "./plugin.spec.yaml", "./rustfmt.toml"]);
    let end = "error: plugin.spec.yaml is not a valid specification\n";
    stderr.strip_suffix(end).unwrap_or_else(|| panic!("{stderr}")).to_owned()
}
