//! What a plugin tells about itself.

use crate::plugin::Plugin;
use crate::schema::{dialect, sample};
use crate::step::Step;
use serde_json::{Map, Value, json};

/// The steps, for people.
pub(super) fn info(plugin: &Plugin) -> String {
    let info = &plugin.info;
    let mut text = format!(
        "Name:        {}\nTitle:       {}\nVendor:      {}\nVersion:     {}\nDescription: {}\n\nActions ({}):\n",
        info.name,
        info.title,
        info.vendor,
        info.version,
        info.description,
        plugin.actions.len()
    );
    for action in &plugin.actions {
        text.push_str(&format!("└── {} ({})\n", action.name, action.description));
    }
    text
}

/// JSON as people read it.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// A message that starts the step of that name, with the defaults of its fields.
pub(super) fn sample(plugin: &Plugin, name: &str) -> Option<Value> {
    let action = plugin.actions.iter().find(|action| action.name == name)?;
    Some(json!({
        "body": {
            "action": action.name,
            "meta": {},
            "input": sample::object((action.input)()),
            "connection": sample::object((plugin.connector.input)()),
        },
        "type": "action_start",
        "version": "v1",
    }))
}

/// The schemas and the key constants of everything.
pub(super) fn schemas(plugin: &Plugin) -> Value {
    let connection = (plugin.connector.input)();
    let actions: Map<_, _> =
        plugin.actions.iter().map(|action| (action.name.to_owned(), step_schemas(action))).collect();
    json!({
        "plugin": plugin.info.name,
        "connection": {"schema": dialect::object(connection), "input_keys": dialect::keys(connection)},
        "actions": actions,
        "triggers": {},
        "tasks": {},
    })
}

fn step_schemas(step: &Step) -> Value {
    let (input, output) = ((step.input)(), (step.output)());
    json!({
        "description": step.description,
        "input_schema": dialect::object(input),
        "output_schema": dialect::object(output),
        "input_keys": dialect::keys(input),
        "output_keys": dialect::keys(output),
    })
}
