//! A new plugin: a skeleton that builds, is tested and serves at once.

use crate::codegen::GeneratedFile;
use crate::manifest;
use crate::spec::Spec;
use crate::tell::{Failure, Listener, object};
use crate::{files, names};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [(&str, &str); 5] = [
    ("src/main.rs", include_str!("../templates/src/main.rs")),
    ("src/api.rs", include_str!("../templates/src/api.rs")),
    ("src/connection.rs", include_str!("../templates/src/connection.rs")),
    ("src/actions/mod.rs", include_str!("../templates/src/actions/mod.rs")),
    ("src/actions/get_user.rs", include_str!("../templates/src/actions/get_user.rs")),
];

/// Writes the skeleton into `to`, or into a folder of that name.
///
/// # Errors
/// If the name is none, or the folder is there already.
pub fn run(name: &str, to: Option<PathBuf>, core: &Path, listener: Listener) -> Result<(), Failure> {
    check(name)?;
    let title = plugin_names::title(name);
    let vendor = vendor();
    let spec = Spec {
        name: name.to_owned(),
        title: title.clone(),
        description: format!("Works with {title}"),
        version: "1.0.0".to_owned(),
        vendor: vendor.clone(),
        history: vec!["1.0.0 - Initial plugin".to_owned()],
        metadata: metadata(name),
        ..Spec::default()
    };
    let fill = |text: &str| text.replace("{{title}}", &title).replace("{{vendor}}", &vendor);
    let mut all: Vec<GeneratedFile> =
        FILES.iter().map(|(path, text)| GeneratedFile { path: path.into(), text: fill(text) }).collect();
    all.push(GeneratedFile { path: "Cargo.toml".into(), text: manifest::write(&spec, core) });
    all.push(GeneratedFile { path: ".gitignore".into(), text: "/target\n".to_owned() });
    all.push(GeneratedFile {
        path: "CHANGELOG.md".into(),
        text: format!("# Changelog\n\n- {}\n", spec.history[0]),
    });
    let folder = to.unwrap_or_else(|| name.into());
    files::create(&folder, &all)?;
    let text = format!(
        "wrote {0}. Now: cd {0} && cargo test && cargo run -- http\nThe API is in src/api.rs, its actions in src/actions/.",
        folder.display()
    );
    listener.tell(text, &object("wrote", folder.display()));
    Ok(())
}

/// A name that Cargo, Rust and the workflow engine all take.
fn check(name: &str) -> Result<(), Failure> {
    let snake = names::snake(name, "plugin").trim_end_matches('_').to_owned();
    let (reason, better) = if name != snake {
        ("it is small letters, digits and `_`", snake)
    } else if names::is_keyword(name) {
        ("it is a word of Rust", format!("{name}_plugin"))
    } else if names::is_no_package(name) || ["test", "core", "std", "alloc"].contains(&name) {
        ("Cargo or Rust has something of that name", format!("{name}_plugin"))
    } else {
        return Ok(());
    };
    let failure = Failure::new(format!("`{name}` cannot be the name of a plugin: {reason}"));
    Err(failure.help(format!("try `cargo plugin new {better}`")))
}

/// Who writes this, as far as git knows.
fn vendor() -> String {
    let output = Command::new("git").args(["config", "user.name"]).output().ok();
    let name =
        output.filter(|output| output.status.success()).map(|output| output.stdout).unwrap_or_default();
    match names::snake(String::from_utf8_lossy(&name).trim(), "") {
        name if name.is_empty() => "acme".to_owned(),
        name => name,
    }
}

/// What every specification has that is complete.
fn metadata(name: &str) -> serde_json::Map<String, Value> {
    let metadata = json!({
        "supported_versions": ["1.0.0"],
        "support": "community",
        "status": [],
        "key_features": ["Find a user"],
        "requirements": ["A key of the API"],
        "links": ["[API](https://example.com)"],
        "references": ["[API](https://example.com/docs)"],
        "tags": [name, "users"],
        "enable_cache": false,
        "resources": {"source_url": "https://example.com/source", "license_url": "https://example.com/license"},
        "hub_tags": {"use_cases": ["user_management"], "keywords": [name], "features": []},
    });
    metadata.as_object().cloned().unwrap_or_default()
}
