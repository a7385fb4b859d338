//! What the derives cost the compiler: plugins of growing size, beside the same structs with serde's derives only.
//!
//! What is measured is the work of the last crate, in seconds of the processor; what it depends on is built before.

use crate::{Result, root};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// How often each crate is built; the least counts.
const RUNS: usize = 3;

/// A plugin, or the same without one.
#[derive(Clone, Copy)]
enum Flavour {
    Plugin,
    Serde,
}

/// Measures, and prints a table.
///
/// # Errors
/// If a crate does not build.
pub fn run() -> Result<()> {
    let folder = root().join("target/timing");
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n";
    fs::create_dir_all(folder.join("crates"))?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    println!("| crate | plugin, seconds | serde only, seconds |\n|---|---|---|");
    for count in [0, 50, 100, 200] {
        row(&folder, &format!("{count} actions with 10 fields"), &format!("actions_{count}"), count, 5)?;
    }
    for fields in [50, 100, 200] {
        row(&folder, &format!("a type with {fields} fields"), &format!("fields_{fields}"), 1, fields)?;
    }
    Ok(())
}

fn row(folder: &Path, title: &str, name: &str, steps: usize, fields: usize) -> Result<()> {
    let mut seconds = Vec::new();
    for (flavour, end) in [(Flavour::Plugin, "plugin"), (Flavour::Serde, "serde")] {
        let name = format!("{name}_{end}");
        write(folder, &name, &program(flavour, steps, fields))?;
        seconds.push(measure(folder, &name)?);
    }
    println!("| {title} | {:.2} | {:.2} |", seconds[0], seconds[1]);
    Ok(())
}

fn write(folder: &Path, name: &str, main: &str) -> Result<()> {
    let folder = folder.join("crates").join(name);
    let core = root().join("plugin-core").canonicalize()?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         plugin-core = {{ path = \"{}\" }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n",
        core.display()
    );
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    Ok(fs::write(folder.join("src/main.rs"), main)?)
}

/// The least seconds of the processor that the crate took.
fn measure(folder: &Path, name: &str) -> Result<f64> {
    let mut least = f64::INFINITY;
    // The first build is that of what it depends on.
    for _ in 0..=RUNS {
        let main = folder.join("crates").join(name).join("src/main.rs");
        fs::write(&main, fs::read_to_string(&main)? + "// again\n")?;
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", name]).current_dir(folder);
        build.env("CARGO_INCREMENTAL", "0").env_remove("CARGO_TARGET_DIR");
        let before = processor()?;
        if !build.status()?.success() {
            return Err(format!("{name} does not build").into());
        }
        least = least.min(processor()? - before);
    }
    Ok(least)
}

/// Seconds of the processor that the programs took which this one started, as Linux counts them.
fn processor() -> Result<f64> {
    let line = fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in brackets, may have spaces in it.
    let rest = line.rsplit_once(')').ok_or("no times")?.1;
    let ticks: u64 =
        rest.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Ok(ticks as f64 / 100.0)
}

/// A program with so many steps, each with so many fields in its input and in its output.
fn program(flavour: Flavour, steps: usize, fields: usize) -> String {
    let mut text = String::new();
    for step in 0..steps {
        text.push_str(&module(flavour, step, fields));
    }
    let names = (0..steps).map(|step| format!("step_{step}"));
    match flavour {
        Flavour::Plugin => {
            let list: Vec<String> = names.map(|name| format!("{name}::{name}")).collect();
            let _ = write!(
                text,
                "plugin_core::plugin! {{\n    title: \"Timing\", vendor: \"acme\",\n    actions: [{}],\n}}\n\n\
                 fn main() -> std::process::ExitCode {{\n    plugin().main()\n}}\n",
                list.join(", ")
            );
        }
        Flavour::Serde => {
            let calls: String =
                names.map(|name| format!("    println!(\"{{}}\", {name}::run(&text));\n")).collect();
            let _ = write!(
                text,
                "fn main() {{\n    let text = std::env::args().next().unwrap_or_default();\n    println!(\"{{text}}\");\n{calls}}}\n"
            );
        }
    }
    text
}

/// A step with its structs. Without a plugin it decodes and encodes them all the same.
fn module(flavour: Flavour, step: usize, fields: usize) -> String {
    let (derive, import, function) = match flavour {
        Flavour::Plugin => (
            ", Schema",
            "use plugin_core::{Result, Schema, action};\n",
            format!(
                "/// Do it\n#[action]\npub async fn step_{step}(input: Input{step}) -> Result<Output{step}> {{\n    Ok(input.into())\n}}\n"
            ),
        ),
        Flavour::Serde => (
            "",
            "",
            format!(
                "pub fn run(text: &str) -> String {{\n    let input: Result<Input{step}, _> = serde_json::from_str(text);\n    \
                 let output = input.map(Output{step}::from);\n    \
                 output.and_then(|output| serde_json::to_string(&output)).unwrap_or_default()\n}}\n"
            ),
        ),
    };
    let types = ["String", "Option<i64>", "Vec<String>", "bool", "Option<f64>"];
    let (mut list, mut moved) = (String::new(), String::new());
    for (field, ty) in (0..fields).zip(types.iter().cycle()) {
        let _ = write!(list, "    /// What the field {field} is for\n    pub field_{field}: {ty},\n");
        let _ = write!(moved, "field_{field}: input.field_{field}, ");
    }
    format!(
        "mod step_{step} {{\n{import}use serde::{{Deserialize, Serialize}};\n\n\
         #[derive(Deserialize{derive})]\npub struct Input{step} {{\n{list}}}\n\n\
         #[derive(Serialize{derive})]\npub struct Output{step} {{\n{list}}}\n\n\
         impl From<Input{step}> for Output{step} {{\n    fn from(input: Input{step}) -> Self {{\n        Self {{ {moved}}}\n    }}\n}}\n\n\
         {function}}}\n\n"
    )
}
