//! A plugin as its specification: what `plugin.spec.yaml` says.

use crate::plugin::Plugin;
use crate::step::Step;
use plugin_schema::spec::{self, Clash};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The keys of a specification in the order in which people read them; whatever else there is comes before the types.
const ORDER: [&str; 26] = [
    "plugin_spec_version",
    "extension",
    "products",
    "name",
    "title",
    "description",
    "version",
    "connection_version",
    "supported_versions",
    "vendor",
    "support",
    "status",
    "cloud_ready",
    "fedramp_ready",
    "sdk",
    "language",
    "enable_cache",
    "key_features",
    "requirements",
    "troubleshooting",
    "version_history",
    "links",
    "references",
    "resources",
    "tags",
    "hub_tags",
];

/// The whole specification: from the code, `[package.metadata.plugin]` of Cargo.toml, and CHANGELOG.md.
///
/// # Errors
/// If two types have the same name and differ.
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
    for key in ORDER {
        specification.extend(keys.shift_remove_entry(key));
    }
    specification.extend(keys);
    add_sections(plugin, unused, &mut specification)?;
    Ok(Value::Object(specification))
}

/// Types, connection and steps. Types that nothing uses are told in Cargo.toml.
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

/// A step as `plugin.spec.yaml` has it.
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

/// The entries of a changelog that are the history of versions: `- 1.0.0 - Initial plugin`.
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
    fn a_changelog_tells_the_history_of_versions() {
        let text = "# Changelog\n\n## Unreleased\n\n- Something new - really\n- 1.1.0 - New action - and a fix\n- 1.0.0 - Initial plugin\n";
        assert_eq!(history(text), ["1.1.0 - New action - and a fix", "1.0.0 - Initial plugin"]);
    }
}
