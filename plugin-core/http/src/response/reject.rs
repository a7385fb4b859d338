//! Applies the setting `reject` to successful responses whose body reports a failure.

use crate::call::Reject;
use crate::{failure, json};
use plugin_schema::error::PluginError;
use serde_json::Value;

/// The failure of the first matching rule. A body that is not JSON has no values.
pub(super) fn rejection(
    rules: &[Reject],
    json: Result<&Value, serde_json::Error>,
    status: u16,
    body: &[u8],
) -> Option<PluginError> {
    let json = match json {
        Ok(json) => json,
        Err(error) => {
            let is_rejected = rules.iter().any(|rule| rule.test.applies(None));
            return is_rejected.then(|| failure::of_format(&error, status, body));
        }
    };
    let rule = rules.iter().find(|rule| rule.test.applies(json.pointer(rule.at)))?;
    let data = json.pointer(rule.text.data.unwrap_or(rule.at));
    let text = data.map_or_else(|| failure::text(body), |data| failure::text(json::shown(data).as_bytes()));
    Some(rule.text.error().with_data(text))
}
