//! The configuration of the tasks, by organisation and integration.

use serde_json::{Map, Value};

/// What the configuration service says of this plugin: `{"*": {..}, "ORGANISATION": {..}}`.
#[derive(Debug, Default)]
pub struct Configuration(Map<String, Value>);

impl Configuration {
    /// The part of the service's answer that is for the plugin of that title.
    pub fn of_plugin(answer: &Value, title: &str) -> Self {
        let name = title.to_lowercase().replace(' ', "_");
        Self(answer["plugins"][name].as_object().cloned().unwrap_or_default())
    }

    /// What a task is told, later over earlier: everybody's, everybody's for the task, the organisation's, its for the task,
    /// its for the integration. `None` if there is nothing for this caller.
    ///
    /// `tasks` are the names of all tasks, `has_state` says that the caller has sent a state, which a look back would repeat.
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
        let answer = json!({"plugins": {"wire_test": {
            "org-1": {"default": 24, "lookback": "108", "monitor": {"default": 12}, INTEGRATION: {"default": 6}},
            "*": {"default": 12, "lookback": 100},
        }}});
        let text = Configuration::of_plugin(&answer, "Wire Test").of_task(
            "monitor",
            organisation,
            integration,
            &["monitor"],
            has_state,
        );
        text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn what_is_nearer_to_the_caller_counts_more() {
        assert_eq!(merged_config("org-2", "", false), json!({"default": 12, "lookback": 100}));
        assert_eq!(merged_config("org-1", "", false), json!({"default": 12, "lookback": "108"}));
        assert_eq!(merged_config("org-1", INTEGRATION, false), json!({"default": 6, "lookback": "108"}));
    }

    #[test]
    fn with_a_state_nobody_looks_back() {
        assert_eq!(merged_config("org-1", "", true), json!({"default": 12}));
    }

    #[test]
    fn another_plugin_is_told_nothing() {
        let answer = json!({"plugins": {}});
        assert_eq!(Configuration::of_plugin(&answer, "Other").of_task("t", "o", "", &[], false), None);
    }
}
