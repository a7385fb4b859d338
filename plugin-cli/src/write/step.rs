//! The file of a step: its input, its output, its function.

use super::doc;
use super::field::Way;
use super::literal::string;
use super::names::Names;
use super::record::Record;
use super::uses::Uses;
use crate::spec::{Kind, Property, Spec, Step};

/// The text of the file.
pub fn write(step: &Step, spec: &Spec, names: &Names) -> String {
    let mut uses = Uses::default();
    let input = part(step, "Input", Way::Input, &step.input, spec, names, &mut uses);
    let output = part(step, "Output", Way::Output, &step.output, spec, names, &mut uses);
    let state = part(step, "State", Way::Both, &step.state, spec, names, &mut uses);
    let ident = names.step(step);
    let mut arguments = Vec::new();
    let mut unused = Vec::new();
    let mut argument = |name: &'static str, ty: String| {
        arguments.push(format!("{name}: {ty}"));
        unused.push(name);
    };
    if !spec.connection.is_empty() {
        uses.add("crate::connection", "Connection");
        argument("connection", "&Connection".to_owned());
    }
    if let Some((ident, _)) = &input {
        argument("input", ident.clone());
    }
    if let Some((ident, _)) = &state {
        argument("state", ident.clone());
    }
    let name_of =
        |part: &Option<(String, String)>| part.as_ref().map_or("()", |part| part.0.as_str()).to_owned();
    if step.kind == Kind::Trigger {
        uses.add("plugin_core", "Events");
        argument("events", format!("Events<{}>", name_of(&output)));
    }
    let returned = match step.kind {
        Kind::Action => format!("Result<{}>", name_of(&output)),
        Kind::Trigger => "Result<()>".to_owned(),
        Kind::Task => {
            uses.add("plugin_core", "Page");
            format!("Result<Page<{}, {}>>", name_of(&output), name_of(&state))
        }
    };
    for name in ["PluginError", "Result", step.kind.name()] {
        uses.add("plugin_core", name);
    }
    let unused = match unused.as_slice() {
        [] => String::new(),
        [one] => format!("let _ = {one};\n"),
        more => format!("let _ = ({});\n", more.join(", ")),
    };
    let structs: String =
        [&input, &output, &state].into_iter().flatten().map(|(_, text)| text.as_str()).collect();
    let (head, kind, arguments) = (head(step, ident), step.kind.name(), arguments.join(", "));
    let uses = uses.lines();
    format!(
        "{uses}\n{structs}{head}pub async fn {ident}({arguments}) -> {returned} {{\n{unused}\
         Err(PluginError::new(\"The {kind} `{ident}` is not written yet.\", \"Write it in src/{kind}s/{ident}.rs.\"))\n}}\n"
    )
}

/// The struct of a part that has fields: its name, and its text.
fn part(
    step: &Step,
    part: &str,
    way: Way,
    properties: &[Property],
    spec: &Spec,
    names: &Names,
    uses: &mut Uses,
) -> Option<(String, String)> {
    let ident = names.part(step, part);
    let record = Record { ident: ident.clone(), name: None, way, properties };
    (!properties.is_empty()).then(|| (ident, record.write(spec, names, uses)))
}

/// The doc comment and the attribute of the function.
fn head(step: &Step, ident: &str) -> String {
    let mut settings = Vec::new();
    if ident != step.name {
        settings.push(format!("name = {}", string(&step.name)));
    }
    if let Some(title) = step.title.as_ref().filter(|title| **title != plugin_names::title(&step.name)) {
        settings.push(format!("title = {}", string(title)));
    }
    let doc = doc(&step.description);
    if doc.is_none() {
        settings.push(format!("description = {}", string(&step.description)));
    }
    if let Some(schedule) = &step.schedule {
        settings.push(format!("schedule = {}", super::literal::json(schedule)));
    }
    let settings = if settings.is_empty() { String::new() } else { format!("({})", settings.join(", ")) };
    format!("{}#[{}{settings}]\n", doc.unwrap_or_default(), step.kind.name())
}
