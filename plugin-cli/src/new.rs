//! `cargo plugin new` creates a plugin that builds, has tests and serves requests.

mod vendor;

use crate::codegen::GeneratedFile;
use crate::output::{CommandError, OutputFormat};
use crate::spec::Spec;
use crate::{casing, files, keywords, manifest};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The paths and texts of the templates.
const TEMPLATES: [(&str, &str); 13] = [
    (".github/workflows/ci.yml", include_str!("../templates/ci.yml")),
    ("clippy.toml", include_str!("../templates/clippy.toml")),
    ("README.md", include_str!("../templates/README.md")),
    ("src/main.rs", include_str!("../templates/src/main.rs")),
    ("src/api.rs", include_str!("../templates/src/api.rs")),
    ("src/connection.rs", include_str!("../templates/src/connection.rs")),
    ("src/testing.rs", include_str!("../templates/src/testing.rs")),
    ("src/actions/mod.rs", include_str!("../templates/src/actions/mod.rs")),
    ("src/actions/get_user.rs", include_str!("../templates/src/actions/get_user.rs")),
    ("src/triggers/mod.rs", include_str!("../templates/src/triggers/mod.rs")),
    ("src/triggers/new_user.rs", include_str!("../templates/src/triggers/new_user.rs")),
    ("src/tasks/mod.rs", include_str!("../templates/src/tasks/mod.rs")),
    ("src/tasks/monitor_audit_log.rs", include_str!("../templates/src/tasks/monitor_audit_log.rs")),
];

/// The arguments that describe the new plugin.
pub struct NewPlugin {
    /// The name of the plugin.
    pub name: String,
    /// The vendor, if it is an argument.
    pub vendor: Option<String>,
    /// The folder to create, by default the name.
    pub to: Option<PathBuf>,
}

/// Creates the plugin. `core` is the folder of the crate plugin-core.
///
/// # Errors
/// If the name or the vendor is invalid, or the folder exists or cannot be written.
pub fn run(new: NewPlugin, core: &Path, output: OutputFormat) -> Result<(), CommandError> {
    let NewPlugin { name, vendor, to } = new;
    check_name(&name)?;
    let folder = to.unwrap_or_else(|| name.clone().into());
    files::check_is_new(&folder)?;
    let vendor = vendor::choose(vendor, output)?;
    let title = plugin_names::title(&name);
    let spec = Spec {
        name: name.clone(),
        title: title.clone(),
        description: format!("Works with {title}"),
        version: "1.0.0".to_owned(),
        vendor: vendor.name.clone(),
        history: vec!["1.0.0 - Initial plugin".to_owned()],
        metadata: metadata(&name),
        ..Spec::default()
    };
    // `.example` is reserved for documentation.
    let url = format!("https://{}.example/v1", name.replace('_', "-"));
    let fill = |text: &str| {
        text.replace("{{title}}", &title).replace("{{vendor}}", &vendor.name).replace("{{url}}", &url)
    };
    let file = |path: &str, text: String| GeneratedFile { path: path.into(), text };
    let mut all: Vec<GeneratedFile> = TEMPLATES.iter().map(|(path, text)| file(path, fill(text))).collect();
    all.push(file("Cargo.toml", manifest::write(&spec, core)));
    all.push(file(".gitignore", "/target\n".to_owned()));
    all.push(file("CHANGELOG.md", format!("# Changelog\n\n- {}\n", spec.history[0])));
    files::create_crate(&folder, &all)?;
    let folder = folder.display();
    let text = format!(
        "wrote {folder}{}\n\
         Next: cd {folder} && cargo test && cargo run -- http\n\
         README.md explains the files. Begin with the client of your API in src/api.rs.",
        vendor.note()
    );
    output.report(text, &json!({"wrote": folder.to_string(), "vendor": vendor.name}));
    Ok(())
}

/// Checks that Cargo, Rust and the workflow engine accept the name.
fn check_name(name: &str) -> Result<(), CommandError> {
    let snake = casing::snake_case(name, "plugin").trim_end_matches('_').to_owned();
    let reserved = reserved(&snake);
    let reason = match reserved {
        _ if name != snake => {
            "it must be lowercase letters, digits and `_`, start with a letter and not end with `_`"
        }
        Some(reason) => reason,
        None => return Ok(()),
    };
    let valid = if reserved.is_some() { format!("{snake}_plugin") } else { snake };
    let error = CommandError::new(format!("invalid plugin name `{name}`: {reason}"));
    Err(error.with_hint(format!("run `cargo plugin new {valid}`")))
}

/// Why a package cannot have the name.
fn reserved(name: &str) -> Option<&'static str> {
    if keywords::is_keyword(name) {
        return Some("it is a keyword of Rust");
    }
    let is_reserved = keywords::is_reserved_package(name) || ["test", "core", "std", "alloc"].contains(&name);
    is_reserved.then_some("Cargo, Rust or a dependency uses the name")
}

/// The metadata of a specification, except what depends on the product, such as its links.
fn metadata(name: &str) -> Map<String, Value> {
    let tags = if name == "users" { json!([name]) } else { json!([name, "users"]) };
    let metadata = json!({
        "supported_versions": ["1.0.0"],
        "support": "community",
        "status": [],
        "key_features": ["Find a user"],
        "requirements": ["A key of the API"],
        "links": [],
        "references": [],
        "tags": tags,
        "enable_cache": false,
        "hub_tags": {"use_cases": ["user_management"], "keywords": [name], "features": []},
    });
    metadata.as_object().cloned().unwrap_or_default()
}
