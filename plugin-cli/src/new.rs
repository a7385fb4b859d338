//! `cargo plugin new` creates a plugin that builds, has tests and serves requests.

use crate::codegen::GeneratedFile;
use crate::output::{CommandError, OutputFormat, object};
use crate::spec::Spec;
use crate::{casing, files, keywords, manifest};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The paths and texts of the templates.
const TEMPLATES: [(&str, &str); 5] = [
    ("src/main.rs", include_str!("../templates/src/main.rs")),
    ("src/api.rs", include_str!("../templates/src/api.rs")),
    ("src/connection.rs", include_str!("../templates/src/connection.rs")),
    ("src/actions/mod.rs", include_str!("../templates/src/actions/mod.rs")),
    ("src/actions/get_user.rs", include_str!("../templates/src/actions/get_user.rs")),
];

/// Creates the plugin in `to`, or in a folder with its name.
///
/// # Errors
/// If the name is invalid, or the folder exists or cannot be written.
pub fn run(name: &str, to: Option<PathBuf>, core: &Path, output: OutputFormat) -> Result<(), CommandError> {
    check_name(name)?;
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
    let file = |path: &str, text: String| GeneratedFile { path: path.into(), text };
    let mut all: Vec<GeneratedFile> = TEMPLATES.iter().map(|(path, text)| file(path, fill(text))).collect();
    all.push(file("Cargo.toml", manifest::write(&spec, core)));
    all.push(file(".gitignore", "/target\n".to_owned()));
    all.push(file("CHANGELOG.md", format!("# Changelog\n\n- {}\n", spec.history[0])));
    let folder = to.unwrap_or_else(|| name.into());
    files::create_crate(&folder, &all)?;
    let text = format!(
        "wrote {0}. Next: cd {0} && cargo test && cargo run -- http\n\
         The API client is in src/api.rs, the actions are in src/actions/.",
        folder.display()
    );
    output.report(text, &object("wrote", folder.display()));
    Ok(())
}

/// Checks that Cargo, Rust and the workflow engine accept the name.
fn check_name(name: &str) -> Result<(), CommandError> {
    let snake = casing::snake_case(name, "plugin").trim_end_matches('_').to_owned();
    let (reason, valid) = if name != snake {
        ("it must be lowercase letters, digits and `_`, start with a letter and not end with `_`", snake)
    } else if keywords::is_keyword(name) {
        ("it is a keyword of Rust", format!("{name}_plugin"))
    } else if keywords::is_reserved_package(name) || ["test", "core", "std", "alloc"].contains(&name) {
        ("Cargo, Rust or a dependency uses the name", format!("{name}_plugin"))
    } else {
        return Ok(());
    };
    let error = CommandError::new(format!("invalid plugin name `{name}`: {reason}"));
    Err(error.with_hint(format!("run `cargo plugin new {valid}`")))
}

/// The user name of git in snake case, or `acme`.
fn vendor() -> String {
    let output = Command::new("git").args(["config", "user.name"]).output().ok();
    let name =
        output.filter(|output| output.status.success()).map(|output| output.stdout).unwrap_or_default();
    match casing::snake_case(String::from_utf8_lossy(&name).trim(), "") {
        name if name.is_empty() => "acme".to_owned(),
        name => name,
    }
}

/// The metadata of a complete specification.
fn metadata(name: &str) -> Map<String, Value> {
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
