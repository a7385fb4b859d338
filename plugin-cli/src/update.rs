//! A crate brought up to a newer specification: what is new is added, what differs is told, no body is touched.

use crate::spec::{Spec, Step};
use crate::write::{self, Names};
use crate::{Failure, export, files, import};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Updates the crate in the present folder.
///
/// # Errors
/// If the specification or the crate cannot be read, or a file cannot be written.
pub fn run(path: &Path, json: bool) -> Result<(), Failure> {
    let spec = import::read(path, json)?;
    let present = export::value(Path::new("."))?;
    let names = Names::of(&spec);
    let new: Vec<&Step> = spec.steps().filter(|step| !has(&present, step)).collect();
    add_types(&spec, &names, &new)?;
    let mut written = Vec::new();
    for step in &new {
        written.push(add_step(step, &spec, &names)?);
    }
    if !written.is_empty() {
        files::format(&["src/main.rs".into()]);
    }
    for path in written.iter().map(|path| path.display().to_string()) {
        match json {
            true => crate::print(&format!("{}\n", json!({"added": path}))),
            false => eprintln!("added {path}"),
        }
    }
    report(path, &present, json)
}

fn has(present: &Value, step: &Step) -> bool {
    present[format!("{}s", step.kind.name())].get(&step.name).is_some()
}

/// Writes the file of a step, and enters it where steps are listed.
fn add_step(step: &Step, spec: &Spec, names: &Names) -> Result<PathBuf, Failure> {
    let file = write::step_file(step, spec, names);
    if file.path.exists() {
        let failure = Failure::new(format!("{} is there, but not listed in `plugin!`", file.path.display()));
        return Err(failure.help("list its step, or take the file away"));
    }
    files::write(&file.path, &file.text)?;
    let (kind, ident) = (format!("{}s", step.kind.name()), names.step(step));
    let module = PathBuf::from(format!("src/{kind}/mod.rs"));
    let modules =
        fs::read_to_string(&module).unwrap_or_else(|_| format!("//! The {kind}, one file each.\n\n"));
    files::write(&module, &format!("{modules}pub mod {ident};\n"))?;
    edit("src/main.rs", |main| {
        let main = with_module(&main, &kind);
        with_entry(&main, &kind, &format!("{kind}::{ident}::{ident}"))
    })?;
    Ok(file.path)
}

/// The types that new steps use and the crate has not.
fn add_types(spec: &Spec, names: &Names, new: &[&Step]) -> Result<(), Failure> {
    let path = Path::new("src/types.rs");
    let old = fs::read_to_string(path).unwrap_or_else(|_| "//! The plugin's own types.\n\n".to_owned());
    let properties = new.iter().flat_map(|step| step.input.iter().chain(&step.output).chain(&step.state));
    let mut used = spec.used(properties);
    used.retain(|name| !old.contains(&format!("pub struct {} {{", names.ty(name))));
    if used.is_empty() {
        return Ok(());
    }
    // Those that nothing has used so far are in Cargo.toml.
    edit("Cargo.toml", |manifest| crate::manifest::without_types(&manifest, &used))?;
    let (uses, text) = write::types(spec, names, &used);
    let is_there = |name: &str| {
        let words =
            |line: &'_ str| line.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == name);
        old.lines().any(|line| line.trim_start().starts_with("use ") && words(line))
    };
    let head = uses.lines_of(|name| !is_there(name));
    let (comment, rest) = old.split_once("\n\n").unwrap_or(("", &old));
    files::write(path, &format!("{comment}\n\n{head}{rest}\n{text}"))?;
    edit("src/main.rs", |main| with_module(&main, "types"))
}

fn edit(path: &str, change: impl FnOnce(String) -> String) -> Result<(), Failure> {
    let text =
        fs::read_to_string(path).map_err(|error| Failure::new(format!("{path} cannot be read: {error}")))?;
    files::write(Path::new(path), &change(text))
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

/// The text of `main.rs` with one more step in the list of that kind.
fn with_entry(main: &str, kind: &str, entry: &str) -> String {
    let list = format!("{kind}: [");
    let Some(start) = main.find(&list).map(|at| at + list.len()) else {
        let end = main.find("plugin! {").map(|at| at + "plugin! {".len()).unwrap_or(main.len());
        let after = main[end..].find('\n').map_or(end, |at| end + at + 1);
        let first = main[after..].find('\n').map_or(after, |at| after + at + 1);
        return format!("{}    {kind}: [{entry}],\n{}", &main[..first], &main[first..]);
    };
    let end = main[start..].find(']').map_or(start, |at| start + at);
    let known = main[start..end].trim().trim_end_matches(',');
    let known = if known.is_empty() { String::new() } else { format!("{known}, ") };
    format!("{}{known}{entry}{}", &main[..start], &main[end..])
}

/// Says where the crate and the specification differ, now that what is new is there.
fn report(path: &Path, present: &Value, json: bool) -> Result<(), Failure> {
    let wanted = import::value(path)?;
    let mut differences = Vec::new();
    compare(&mut Vec::new(), present, &wanted, &mut differences);
    for difference in &differences {
        match json {
            true => crate::print(&format!("{}\n", json!({"difference": difference}))),
            false => crate::print(&format!("{difference}\n")),
        }
    }
    if differences.is_empty() {
        eprintln!("nothing else differs");
    } else {
        eprintln!("{} differences are for you to settle: the crate is the left side.", differences.len());
    }
    Ok(())
}

/// Walks both sides; a step that only the specification has was added by now.
fn compare(at: &mut Vec<String>, left: &Value, right: &Value, differences: &mut Vec<String>) {
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

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}..", &text[..at]),
        None => text,
    }
}
