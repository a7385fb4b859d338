//! `cargo plugin update` updates a crate from a newer specification: it adds new steps, types and fields, updates the
//! version and the history, and reports all other differences. It edits no function body.

mod attributes;
mod changes;
mod compare;
mod crate_code;
mod fields;
mod items;
mod literals;
mod package;
mod plugin_macro;
mod source;
mod steps;
mod types;

use crate::codegen::{self, GeneratedFile, RustNames, TypePath};
use crate::output::{CommandError, OutputFormat, object, print_stderr, print_stdout};
use crate::spec::{Spec, StepSpec};
use crate::{export, import, plugin_folder};
use changes::Changes;
use crate_code::{CrateCode, CrateStruct};
use fields::{Added, Addition};
use package::Updated;
use serde_json::{Value, json};
use std::path::Path;

/// Updates the crate in the current folder.
///
/// # Errors
/// If the specification or the crate cannot be read, or a file cannot be written.
pub fn run(path: &Path, output: OutputFormat) -> Result<(), CommandError> {
    plugin_folder::check(output)?;
    let spec = import::read_spec(path, output)?;
    let present = export::spec_value()?;
    let mut changes = Changes::default();
    let code = CrateCode::read(&changes)?;
    let names = RustNames::with_types(&spec, existing_types(&spec, &code));
    let new: Vec<&StepSpec> = spec.steps().filter(|step| !has_step(&present, step)).collect();
    let has_harness = Path::new(codegen::TESTING_FILE).exists();
    let step_files: Vec<GeneratedFile> =
        new.iter().map(|step| codegen::step_file(step, &spec, &names, has_harness)).collect();
    if let Some(file) = step_files.iter().find(|file| file.path.exists()) {
        let error = CommandError::new(format!(
            "{} exists, but `plugin!` does not list its step",
            file.path.display()
        ));
        return Err(error.with_hint("list the step in src/main.rs, or remove the file"));
    }
    let additions = fields::additions(&code, &spec);
    let properties: Vec<_> = new.iter().flat_map(|step| step.properties()).collect();
    let properties = [properties, additions.iter().flat_map(Addition::missing).collect()].concat();
    let reused = types::add(&mut changes, &spec, &code, &names, &properties)?;
    let mut added = Vec::new();
    for addition in &additions {
        added.push((addition, addition.apply(&mut changes, &code, &spec, &names)?));
    }
    for (step, file) in new.iter().zip(&step_files) {
        changes.set(&file.path, file.text.clone())?;
        steps::add(&mut changes, step, &spec, &code, &names)?;
    }
    let updated = package::update(&mut changes, &spec, &present)?;
    changes.write()?;
    for file in &step_files {
        let path = file.path.display().to_string();
        output.report(format!("added {path}"), &object("added", path));
    }
    report_structs(&reused, &added, output);
    for (key, file) in &updated {
        output.report(format_args!("updated `{key}` in {file}"), &json!({"updated": key, "file": file}));
    }
    report_differences(path, &present, &updated, &added, output)
}

fn has_step(present: &Value, step: &StepSpec) -> bool {
    present[format!("{}s", step.kind.name())].get(&step.name).is_some()
}

/// The structs of the crate that are types of the specification.
fn existing_types(spec: &Spec, code: &CrateCode) -> Vec<TypePath> {
    let path = |known: &CrateStruct| TypePath {
        name: known.type_name.clone(),
        module: known.module.clone(),
        ident: known.ident.clone(),
    };
    spec.types.iter().filter_map(|ty| code.custom_type(&ty.name)).map(path).collect()
}

/// Reports the structs that are reused, and those that have new fields.
fn report_structs(reused: &[&CrateStruct], added: &[(&Addition<'_>, Added)], output: OutputFormat) {
    for CrateStruct { ident, file, .. } in reused {
        let file = file.display();
        output.report(
            format_args!("reused `{ident}` from {file}"),
            &json!({"reused": ident, "file": file.to_string()}),
        );
    }
    for (addition, fields) in added {
        let Added::Fields(fields) = fields else { continue };
        let CrateStruct { ident, file, .. } = addition.known;
        let list: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let text = format!("added {} to `{ident}` in {}", list.join(", "), file.display());
        output.report(
            text,
            &json!({"added_fields": fields, "struct": ident, "file": file.display().to_string()}),
        );
    }
}

/// Reports the differences between the crate and the specification, except what was added.
fn report_differences(
    path: &Path,
    present: &Value,
    updated: &[Updated],
    added: &[(&Addition<'_>, Added)],
    output: OutputFormat,
) -> Result<(), CommandError> {
    let expected = import::read_value(path)?;
    let mut differences = compare::differences(present, &expected);
    differences.retain(|line| !updated.iter().any(|(key, _)| line.starts_with(&format!("{key}: "))));
    let mut snippets = Vec::new();
    for (addition, fields) in added {
        let missing = addition.missing().into_iter();
        let lines: Vec<String> = missing
            .map(|property| format!("{}.{}: only in the specification", addition.path, property.name))
            .collect();
        differences.retain(|difference| !lines.contains(difference));
        if let Added::Snippet(snippet) = fields {
            snippets.push((addition.known, lines, snippet));
        }
    }
    for difference in &differences {
        match output {
            OutputFormat::Text => print_stdout(&format!("{difference}\n")),
            OutputFormat::Json => print_stdout(&format!("{}\n", object("difference", difference))),
        }
    }
    for (known, lines, snippet) in &snippets {
        print_snippet(known, lines, snippet, output);
    }
    if output == OutputFormat::Text {
        print_stderr(summary(
            differences.len() + snippets.iter().map(|(_, lines, _)| lines.len()).sum::<usize>(),
        ));
    }
    Ok(())
}

/// Prints fields that the author must add, because code lists all fields of the struct.
fn print_snippet(known: &CrateStruct, lines: &[String], snippet: &str, output: OutputFormat) {
    match output {
        OutputFormat::Text => {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let indented: String = snippet.lines().map(|line| format!("    {line}\n")).collect();
            print_stdout(&format!(
                "{lines}  = help: add this to `{}` in {}, and to the code that lists its fields:\n{indented}",
                known.ident,
                known.place()
            ));
        }
        OutputFormat::Json => {
            let place =
                json!({"file": known.file.display().to_string(), "line": known.line, "struct": known.ident});
            let object = json!({"differences": lines, "add": snippet, "to": place});
            print_stdout(&format!("{object}\n"));
        }
    }
}

fn summary(differences: usize) -> String {
    match differences {
        0 => "no other differences".to_owned(),
        1 => "1 difference to resolve; the left side is the crate".to_owned(),
        _ => format!("{differences} differences to resolve; the left side is the crate"),
    }
}
