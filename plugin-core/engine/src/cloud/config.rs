//! Selects the configuration of a task by organisation and integration.

use serde_json::{Map, Value};

/// The response of the configuration service for this plugin: `{"*": {..}, "ORGANISATION": {..}}`.
#[derive(Debug, Default)]
pub struct Configuration(Map<String, Value>);

impl Configuration {
    /// Selects the part of the response that belongs to the plugin with that title.
    pub fn of_plugin(response: &Value, title: &str) -> Self {
        let name = title.to_lowercase().replace(' ', "_");
        Self(response["plugins"][name].as_object().cloned().unwrap_or_default())
    }

    /// Merges the configuration of a task. Later sections override earlier ones: global, global for the task, of the
    /// organisation, of the organisation for the task, of the organisation for the integration. `None` if all are empty.
    ///
    /// `tasks` contains the names of all tasks. `has_state` means that the caller sent a state, so `lookback` does not apply.
    pub fn of_task(
        &self,
        task: &str,
        organisation: &str,
        integration: &str,
        tasks: &[&str],
        has_state: bool,
    ) -> Option<String> {
        let section = |map: Option<&Value>, key: &str| {
            map.and_then(|map| map.get(key)).and_then(Value::as_object).cloned()
        };
        let (all, own) = (self.0.get("*"), self.0.get(organisation));
        let layers = [
            all.and_then(Value::as_object).cloned(),
            section(all, task),
            own.and_then(Value::as_object).cloned(),
            section(own, task),
            section(own, integration),
        ];
        let mut merged: Map<String, Value> = layers.into_iter().flatten().flatten().collect();
        merged.retain(|key, _| !tasks.contains(&key.as_str()) && !is_uuid(key));
        if has_state {
            merged.shift_remove("lookback");
        }
        (!merged.is_empty()).then(|| Value::Object(merged).to_string())
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    lengths && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const INTEGRATION: &str = "11111111-1111-1111-1111-111111111111";

    fn merged_config(organisation: &str, integration: &str, has_state: bool) -> Value {
        let response = json!({"plugins": {"wire_test": {
            "org-1": {"default": 24, "lookback": "108", "monitor": {"default": 12}, INTEGRATION: {"default": 6}},
            "*": {"default": 12, "lookback": 100},
        }}});
        let text = Configuration::of_plugin(&response, "Wire Test").of_task(
            "monitor",
            organisation,
            integration,
            &["monitor"],
            has_state,
        );
        text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn the_more_specific_section_overrides() {
        assert_eq!(merged_config("org-2", "", false), json!({"default": 12, "lookback": 100}));
        assert_eq!(merged_config("org-1", "", false), json!({"default": 12, "lookback": "108"}));
        assert_eq!(merged_config("org-1", INTEGRATION, false), json!({"default": 6, "lookback": "108"}));
    }

    #[test]
    fn a_state_removes_the_lookback() {
        assert_eq!(merged_config("org-1", "", true), json!({"default": 12}));
    }

    #[test]
    fn a_plugin_without_a_section_has_no_configuration() {
        let response = json!({"plugins": {}});
        assert_eq!(Configuration::of_plugin(&response, "Other").of_task("t", "o", "", &[], false), None);
    }
}
