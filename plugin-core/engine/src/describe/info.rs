//! Describes a plugin as text, as schemas and as an example message.

use crate::message::MessageKind;
use crate::plugin::Plugin;
use crate::step::Step;
use plugin_schema::{dialect, sample};
use serde_json::{Map, Value, json};

/// Names, description and steps of a plugin as text for people.
pub fn info(plugin: &Plugin) -> String {
    let info = &plugin.info;
    let mut text = format!(
        "Name:        {}\nTitle:       {}\nVendor:      {}\nVersion:     {}\nDescription: {}\n",
        info.name, info.title, info.vendor, info.version, info.description
    );
    for (kind, steps) in
        [("Triggers", &plugin.triggers), ("Actions", &plugin.actions), ("Tasks", &plugin.tasks)]
    {
        text.push_str(&format!("\n{kind} ({}):\n", steps.len()));
        for step in steps {
            text.push_str(&format!("└── {} ({})\n", step.name, step.description));
        }
    }
    text
}

/// Formats JSON with indentation.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// An example message that starts a step of that kind, with the default or the example of each field.
pub fn sample(plugin: &Plugin, kind: MessageKind, step: &Step) -> Value {
    let kind = kind.key();
    let mut body = json!({
        kind: step.name,
        "meta": {},
        "input": sample::object((step.input)()),
        "connection": sample::object((plugin.connector.input)()),
    });
    if kind == "trigger" {
        body["dispatcher"] = json!({"url": "http://localhost:8000", "webhook_url": ""});
    }
    if kind == "task" {
        body["state"] = sample::state((step.state)());
    }
    json!({"body": body, "type": format!("{kind}_start"), "version": "v1"})
}

/// The schemas and the key constants of the connection and of all steps.
pub fn schemas(plugin: &Plugin) -> Value {
    let connection = (plugin.connector.input)();
    let actions: Map<_, _> =
        plugin.actions.iter().map(|step| (step.name.to_owned(), action_schemas(step))).collect();
    let triggers: Map<_, _> =
        plugin.triggers.iter().map(|step| (step.name.to_owned(), action_schemas(step))).collect();
    let tasks: Map<_, _> =
        plugin.tasks.iter().map(|step| (step.name.to_owned(), task_schemas(step))).collect();
    json!({
        "plugin": plugin.info.name,
        "connection": {"schema": dialect::object(connection), "input_keys": dialect::keys(connection)},
        "actions": actions,
        "triggers": triggers,
        "tasks": tasks,
    })
}

fn task_schemas(step: &Step) -> Value {
    let state = (step.state)();
    let mut schemas = action_schemas(step);
    schemas["output_schema"] = dialect::task_output((step.output)());
    schemas["state_schema"] = dialect::object(state);
    schemas["state_keys"] = dialect::keys(state);
    schemas
}

/// The description as the official generator writes it: without line feeds, and with the escapes of a Python literal decoded.
fn description(text: &str) -> String {
    let text = text.replace('\n', "");
    ["\\\\", "\\'", "\\\""].iter().fold(text, |text, escape| text.replace(escape, &escape[1..]))
}

fn action_schemas(step: &Step) -> Value {
    let (input, output) = ((step.input)(), (step.output)());
    json!({
        "description": description(step.description),
        "input_schema": dialect::object(input),
        "output_schema": dialect::object(output),
        "input_keys": dialect::keys(input),
        "output_keys": dialect::keys(output),
    })
}
