//! A crate brought up to a newer specification: what is new is added, what differs is told, no body is touched.

use crate::spec::{Spec, Step};
use crate::tell::{self, Failure, Listener, object};
use crate::write::{self, File, Names};
use crate::{export, files, import};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// Updates the crate in the present folder.
///
/// # Errors
/// If the specification or the crate cannot be read, or a file cannot be written.
pub fn run(path: &Path, listener: Listener) -> Result<(), Failure> {
    let spec = import::read(path, listener)?;
    let present = export::value(Path::new("."))?;
    let names = Names::of(&spec);
    let new: Vec<&Step> = spec.steps().filter(|step| !has(&present, step)).collect();
    let step_files: Vec<File> = new.iter().map(|step| write::step_file(step, &spec, &names)).collect();
    // Before anything is written.
    if let Some(file) = step_files.iter().find(|file| file.path.exists()) {
        let failure = Failure::new(format!("{} is there, but not listed in `plugin!`", file.path.display()));
        return Err(failure.help("list its step in src/main.rs, or take the file away"));
    }
    add_types(&spec, &names, &new)?;
    for (step, file) in new.iter().zip(&step_files) {
        files::write(&file.path, &files::formatted(&file.text).unwrap_or_else(|| file.text.clone()))?;
        enter(step, &names)?;
    }
    for file in &step_files {
        let path = file.path.display();
        listener.tell(format!("added {path}"), &object("added", path));
    }
    report(path, &present, listener)
}

fn has(present: &Value, step: &Step) -> bool {
    present[format!("{}s", step.kind.name())].get(&step.name).is_some()
}

/// Enters a step where steps are listed.
fn enter(step: &Step, names: &Names) -> Result<(), Failure> {
    let (kind, ident) = (format!("{}s", step.kind.name()), names.step(step));
    let modules = PathBuf::from(format!("src/{kind}/mod.rs"));
    if !modules.exists() {
        files::write(&modules, &format!("//! The {kind}, one file each.\n"))?;
    }
    files::edit(&modules, |modules| {
        let gap = if modules.contains("mod ") { "" } else { "\n" };
        Ok(format!("{modules}{gap}pub mod {ident};\n"))
    })?;
    let entry = format!("{kind}::{ident}::{ident}");
    files::edit(Path::new("src/main.rs"), |main| {
        with_entry(&with_module(main, &kind), &kind, &entry).ok_or_else(|| {
            let failure = Failure::new("src/main.rs has no `plugin! {` with the lists of steps");
            failure.help(format!("add `{entry}` to the {kind} yourself"))
        })
    })
}

/// The types that new steps use and the crate has not.
fn add_types(spec: &Spec, names: &Names, new: &[&Step]) -> Result<(), Failure> {
    let path = Path::new("src/types.rs");
    let old = fs::read_to_string(path).unwrap_or_default();
    let properties = new.iter().flat_map(|step| step.input.iter().chain(&step.output).chain(&step.state));
    let mut used = spec.used(properties);
    used.retain(|name| !old.contains(&format!("pub struct {} {{", names.ty(name))));
    if used.is_empty() {
        return Ok(());
    }
    // Those that nothing has used so far are in Cargo.toml.
    let manifest = fs::read_to_string("Cargo.toml")
        .map_err(|error| Failure::new(format!("Cargo.toml cannot be read: {error}")))?;
    files::write(Path::new("Cargo.toml"), &crate::manifest::without_types(&manifest, &used))?;
    if !path.exists() {
        files::write(path, "//! The plugin's own types.\n")?;
    }
    files::edit(path, |old| Ok(with_types(old, spec, names, &used)))?;
    files::edit(Path::new("src/main.rs"), |main| Ok(with_module(main, "types")))
}

/// The text of `types.rs` with these types, and with what they use.
fn with_types(old: &str, spec: &Spec, names: &Names, wanted: &[&str]) -> String {
    let (uses, text) = write::types(spec, names, wanted);
    let is_there = |name: &str| {
        let words =
            |line: &str| line.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == name);
        old.lines().any(|line| line.trim_start().starts_with("use ") && words(line))
    };
    let head = uses.lines_of(|name| !is_there(name));
    let text = files::formatted(&text).unwrap_or(text);
    // Behind the comment that the file begins with.
    let comment =
        old.lines().take_while(|line| line.starts_with("//!")).map(|line| line.len() + 1).sum::<usize>();
    let (comment, rest) = old.split_at(comment.min(old.len()));
    let rest = rest.trim_start_matches('\n');
    format!("{comment}\n{head}{rest}\n{text}")
}

/// The text of `main.rs` with this module.
fn with_module(main: &str, module: &str) -> String {
    let line = format!("mod {module};");
    if main.lines().any(|known| known.trim() == line) {
        return main.to_owned();
    }
    match main.find("mod ") {
        Some(at) => format!("{}{line}\n{}", &main[..at], &main[at..]),
        None => format!("{line}\n{main}"),
    }
}

/// The text of `main.rs` with one more step in the list of that kind; `None` if there is no place for it.
fn with_entry(main: &str, kind: &str, entry: &str) -> Option<String> {
    let plugin = main.find("plugin! {")?;
    let head = format!("{kind}: [");
    let Some(start) = main[plugin..].find(&head).map(|at| plugin + at) else {
        // Behind the line of the title, which each plugin has.
        let title = plugin + main[plugin..].find("title")?;
        let after = title + main[title..].find('\n')? + 1;
        return Some(format!("{}    {kind}: [{entry}],\n{}", &main[..after], &main[after..]));
    };
    let end = start + main[start..].find(']')?;
    let known = &main[start + head.len()..end];
    if known.contains("//") {
        // A list with comments is left as it is.
        let first = start + head.len();
        return Some(format!("{}\n        {entry},{}", &main[..first], &main[first..]));
    }
    let known = known.split(',').map(|step| step.trim().to_owned());
    let mut steps: Vec<String> = known.filter(|step| !step.is_empty()).collect();
    steps.push(entry.to_owned());
    let list = write::list_entry(kind, &steps);
    Some(format!("{}{}{}", &main[..start], list.trim().trim_end_matches(','), &main[end + 1..]))
}

/// Says where the crate and the specification differ, now that what is new is there.
fn report(path: &Path, present: &Value, listener: Listener) -> Result<(), Failure> {
    let wanted = import::value(path)?;
    let mut differences = Vec::new();
    compare(&mut Vec::new(), present, &wanted, &mut differences);
    for difference in &differences {
        match listener {
            Listener::Person => tell::print(&format!("{difference}\n")),
            Listener::Machine => tell::print(&format!("{}\n", object("difference", difference))),
        }
    }
    if listener == Listener::Person {
        eprintln!("{}", summary(differences.len()));
    }
    Ok(())
}

fn summary(differences: usize) -> String {
    match differences {
        0 => "nothing else differs".to_owned(),
        1 => "1 difference is for you to settle: the crate is the left side.".to_owned(),
        _ => format!("{differences} differences are for you to settle: the crate is the left side."),
    }
}

/// Walks both sides; a step that only the specification has was added by now.
fn compare(at: &mut Vec<String>, left: &Value, right: &Value, differences: &mut Vec<String>) {
    if let (Value::Array(ours), Value::Array(theirs)) = (left, right) {
        return compare_lists(&at.join("."), ours, theirs, differences);
    }
    let (Value::Object(ours), Value::Object(theirs)) = (left, right) else {
        if left != right {
            differences.push(format!("{}: {} -> {}", at.join("."), shown(left), shown(right)));
        }
        return;
    };
    let none = Map::new();
    let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
    for key in keys {
        let is_section =
            at.is_empty() && ["actions", "triggers", "tasks", "types", "connection"].contains(&key.as_str());
        let empty = Value::Object(none.clone());
        at.push(key.clone());
        match (ours.get(key), theirs.get(key)) {
            (Some(left), Some(right)) => compare(at, left, right, differences),
            (left, right) if is_section => {
                compare(at, left.unwrap_or(&empty), right.unwrap_or(&empty), differences);
            }
            (None, Some(_)) if at.len() == 2 && at[0] != "connection" => {}
            (Some(_), None) => differences.push(format!("{}: only in the crate", at.join("."))),
            _ => differences.push(format!("{}: only in the specification", at.join("."))),
        }
        at.pop();
    }
}

/// Names the items that only one side has.
fn compare_lists(at: &str, ours: &[Value], theirs: &[Value], differences: &mut Vec<String>) {
    let before = differences.len();
    let mut only = |some: &[Value], others: &[Value], side: &str| {
        for item in some.iter().filter(|item| !others.contains(item)) {
            differences.push(format!("{at}: {}: only in the {side}", shown(item)));
        }
    };
    only(ours, theirs, "crate");
    only(theirs, ours, "specification");
    if ours != theirs && differences.len() == before {
        differences.push(format!("{at}: the items are in another order, or there more often"));
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}..", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_step_is_entered_in_its_list() {
        let main = |lists: &str| {
            format!("plugin_core::plugin! {{\n    title: \"Users\", vendor: \"acme\",\n{lists}}}\n")
        };
        for (before, after) in [
            ("", "    actions: [a::b],\n"),
            ("    connection: Connection,\n", "    actions: [a::b],\n    connection: Connection,\n"),
            ("    actions: [],\n", "    actions: [a::b],\n"),
            ("    actions: [one, two,],\n", "    actions: [one, two, a::b],\n"),
            ("    actions: [\n        one,\n    ],\n", "    actions: [one, a::b],\n"),
            (
                "    actions: [\n        one, // the first\n    ],\n",
                "    actions: [\n        a::b,\n        one, // the first\n    ],\n",
            ),
        ] {
            assert_eq!(with_entry(&main(before), "actions", "a::b"), Some(main(after)));
        }
        let long: Vec<String> = (0..12).map(|number| format!("step_{number}")).collect();
        let text = with_entry(&main(&format!("    actions: [{}],\n", long.join(", "))), "actions", "a::b");
        assert!(text.is_some_and(|text| text.contains("        step_11,\n        a::b,\n    ],\n")));
        assert_eq!(with_entry("fn main() {}\n", "actions", "a::b"), None);
    }

    #[test]
    fn a_module_is_named_once() {
        assert_eq!(
            with_module("//! Users\n\nmod actions;\n", "types"),
            "//! Users\n\nmod types;\nmod actions;\n"
        );
        assert_eq!(with_module("mod types;\n", "types"), "mod types;\n");
    }

    #[test]
    fn a_difference_has_a_path() {
        let (left, right) = (
            json!({
                "tags": ["a", "b"], "links": ["a", "b"],
                "actions": {"a": {"input": {"x": {"type": "string"}}}, "mine": {}},
            }),
            json!({
                "tags": ["b", "c"], "links": ["b", "a"],
                "actions": {"a": {"input": {"x": {"type": "int"}, "y": {}}}, "new": {}},
            }),
        );
        let mut differences = Vec::new();
        compare(&mut Vec::new(), &left, &right, &mut differences);
        assert_eq!(
            differences,
            [
                "tags: \"a\": only in the crate",
                "tags: \"c\": only in the specification",
                "links: the items are in another order, or there more often",
                "actions.a.input.x.type: \"string\" -> \"int\"",
                "actions.a.input.y: only in the specification",
                "actions.mine: only in the crate"
            ]
        );
    }
}
