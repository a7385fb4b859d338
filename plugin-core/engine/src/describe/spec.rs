//! Generates the specification of a plugin, the content of `plugin.spec.yaml`.

use crate::plugin::Plugin;
use crate::step::Step;
use plugin_schema::SPEC_KEYS;
use plugin_schema::spec::{self, Clash};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Generates the specification from the code, from `[package.metadata.plugin]` in Cargo.toml and from CHANGELOG.md.
///
/// # Errors
/// If two different types have the same name.
pub fn document(plugin: &Plugin) -> Result<Value, Clash> {
    let info = &plugin.info;
    let base = json!({
        "plugin_spec_version": "v2",
        "extension": "plugin",
        "products": ["insightconnect"],
        "name": info.name,
        "title": info.title,
        "description": info.description,
        "version": info.version,
        "vendor": info.vendor,
    });
    let mut keys = base.as_object().cloned().unwrap_or_default();
    if info.description.is_empty() {
        keys.shift_remove("description");
    }
    let history = history(info.changelog);
    if !history.is_empty() {
        keys.insert("version_history".into(), history.into());
    }
    keys.extend(metadata(info.manifest));
    let unused = keys.shift_remove("types");
    let mut specification = Map::new();
    for key in SPEC_KEYS {
        specification.extend(keys.shift_remove_entry(key));
    }
    specification.extend(keys);
    add_sections(plugin, unused, &mut specification)?;
    Ok(Value::Object(specification))
}

/// Adds the types, the connection and the steps. `unused` contains the types that no field uses; Cargo.toml lists them.
fn add_sections(
    plugin: &Plugin,
    unused: Option<Value>,
    specification: &mut Map<String, Value>,
) -> Result<(), Clash> {
    let lists = [("actions", &plugin.actions), ("triggers", &plugin.triggers), ("tasks", &plugin.tasks)];
    let mut tables = vec![(plugin.connector.input)()];
    for step in lists.iter().flat_map(|(_, steps)| *steps) {
        tables.extend([(step.input)(), (step.output)(), (step.state)()]);
    }
    let mut types = spec::types(&tables)?;
    if let Some(Value::Object(unused)) = unused {
        types.extend(unused);
    }
    let mut add = |key: &str, section: Option<Value>| {
        specification.extend(section.map(|section| (key.to_owned(), section)));
    };
    add("types", (!types.is_empty()).then_some(Value::Object(types)));
    add("connection", spec::section((plugin.connector.input)()));
    for (key, steps) in lists {
        let steps: Map<_, _> = steps.iter().map(|step| (step.name.to_owned(), details(step))).collect();
        add(key, (!steps.is_empty()).then_some(Value::Object(steps)));
    }
    Ok(())
}

/// The section of a step in `plugin.spec.yaml`.
pub fn details(step: &Step) -> Value {
    let mut details = Map::new();
    details.insert("title".into(), step.title.into());
    details.insert("description".into(), step.description.into());
    for (key, table) in [("input", step.input), ("output", step.output), ("state", step.state)] {
        if let Some(section) = spec::section(table()) {
            details.insert(key.into(), section);
        }
    }
    if let Some(schedule) = step.schedule.and_then(|text| serde_json::from_str(text).ok()) {
        details.insert("schedule".into(), schedule);
    }
    Value::Object(details)
}

/// The version history in a changelog: lines of the form `- 1.0.0 - Initial plugin`.
fn history(changelog: &str) -> Vec<&str> {
    let entry = |line: &'_ str| line.split_once(" - ").is_some_and(|(version, _)| is_version(version));
    changelog.lines().filter_map(|line| line.strip_prefix("- ")).filter(|line| entry(line)).collect()
}

fn is_version(text: &str) -> bool {
    text.split('.').count() == 3 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[derive(Default, Deserialize)]
struct Manifest {
    #[serde(default)]
    package: Package,
}

#[derive(Default, Deserialize)]
struct Package {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    plugin: Map<String, Value>,
}

/// The keys of `[package.metadata.plugin]` in the text of Cargo.toml.
pub fn metadata(manifest: &str) -> Map<String, Value> {
    toml::from_str::<Manifest>(manifest).unwrap_or_default().package.metadata.plugin
}

#[cfg(test)]
mod tests {
    use super::history;

    #[test]
    fn the_version_history_is_read_from_the_changelog() {
        let text = "# Changelog\n\n## Unreleased\n\n- Something new - really\n- 1.1.0 - New action - and a fix\n- 1.0.0 - Initial plugin\n";
        assert_eq!(history(text), ["1.1.0 - New action - and a fix", "1.0.0 - Initial plugin"]);
    }
}
