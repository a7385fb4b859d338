//! The file of a step: its input, output and state as structs, and its function.

use super::direction::Direction;
use super::imports::Imports;
use super::literal::{doc_comment, json, string};
use super::rust_names::RustNames;
use super::struct_type::StructType;
use crate::spec::{Property, Spec, StepKind, StepSpec};

/// A struct of a step.
struct StepStruct {
    ident: String,
    text: String,
}

/// The source text of the file.
pub fn write(step: &StepSpec, spec: &Spec, names: &RustNames) -> String {
    let mut imports = Imports::default();
    let mut part = |suffix: &str, direction, properties: &[Property]| {
        let ident = names.part(step, suffix);
        let part = StructType { ident: ident.clone(), type_name: None, direction, properties };
        (!properties.is_empty()).then(|| StepStruct { ident, text: part.write(spec, names, &mut imports) })
    };
    let input = part("Input", Direction::Input, &step.input);
    let output = part("Output", Direction::Output, &step.output);
    let state = part("State", Direction::Both, &step.state);
    let mut arguments = Vec::new();
    if !spec.connection.is_empty() {
        imports.add("crate::connection", "Connection");
        arguments.push(("connection", "&Connection".to_owned()));
    }
    if let Some(input) = &input {
        arguments.push(("input", input.ident.clone()));
    }
    if let Some(state) = &state {
        arguments.push(("state", state.ident.clone()));
    }
    let type_of =
        |part: &Option<StepStruct>| part.as_ref().map_or("()", |part| part.ident.as_str()).to_owned();
    if step.kind == StepKind::Trigger {
        imports.add("plugin_core", "Events");
        arguments.push(("events", format!("Events<{}>", type_of(&output))));
    }
    let returned = match step.kind {
        StepKind::Action => format!("Result<{}>", type_of(&output)),
        StepKind::Trigger => "Result<()>".to_owned(),
        StepKind::Task => {
            imports.add("plugin_core", "Page");
            format!("Result<Page<{}, {}>>", type_of(&output), type_of(&state))
        }
    };
    for name in ["PluginError", "Result", step.kind.name()] {
        imports.add("plugin_core", name);
    }
    let (kind, ident) = (step.kind.name(), names.step(step));
    let structs: String = [&input, &output, &state].into_iter().flatten().map(|part| &*part.text).collect();
    let list: Vec<String> = arguments.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    format!(
        "{}\n{structs}{}pub async fn {ident}({}) -> {returned} {{\n{}\
         Err(PluginError::new(\"The {kind} `{ident}` is not implemented yet.\", \"Implement it in src/{kind}s/{ident}.rs.\"))\n}}\n",
        imports.lines(),
        attributes(step, ident),
        list.join(", "),
        unused(&arguments)
    )
}

/// The statement that marks the arguments as used.
fn unused(arguments: &[(&str, String)]) -> String {
    let names: Vec<&str> = arguments.iter().map(|(name, _)| *name).collect();
    match names[..] {
        [] => String::new(),
        [name] => format!("let _ = {name};\n"),
        _ => format!("let _ = ({});\n", names.join(", ")),
    }
}

/// The doc comment and the attribute of the function.
fn attributes(step: &StepSpec, ident: &str) -> String {
    let mut settings = Vec::new();
    if ident != step.name {
        settings.push(format!("name = {}", string(&step.name)));
    }
    if let Some(title) = step.title.as_ref().filter(|title| **title != plugin_names::title(&step.name)) {
        settings.push(format!("title = {}", string(title)));
    }
    let doc = doc_comment(&step.description);
    if doc.is_none() {
        settings.push(format!("description = {}", string(&step.description)));
    }
    if let Some(schedule) = &step.schedule {
        settings.push(format!("schedule = {}", json(schedule)));
    }
    let settings = if settings.is_empty() { String::new() } else { format!("({})", settings.join(", ")) };
    format!("{}#[{}{settings}]\n", doc.unwrap_or_default(), step.kind.name())
}
