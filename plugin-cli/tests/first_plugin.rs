//! `docs/first-plugin.md`: a shell runs its commands, its files are written, and the output is as shown.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

mod common;

use common::{TestFolder, command_output, target_folder};
use std::fmt::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// A block of the page: its language, and its text.
type Block<'a> = (&'a str, &'a str);

fn blocks(page: &str) -> impl Iterator<Item = Block<'_>> {
    page.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'))
}

/// A port that no program listens on.
fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

/// The commands of the page as one script, which writes the files of the page, and a line `@@ N` before block N.
fn script(blocks: &[Block<'_>]) -> String {
    let mut script = String::from("set -e\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n");
    for (number, (language, text)) in blocks.iter().enumerate() {
        writeln!(script, "echo @@ {number}").unwrap();
        match *language {
            "sh" => writeln!(script, "{text}").unwrap(),
            "rust" => {
                let (file, text) = text.strip_prefix("// ").unwrap().split_once('\n').unwrap();
                write_file(&mut script, file, text);
            }
            _ => {}
        }
    }
    script
}

/// A command for a block with a whole file, or for one of the two changes of a file.
fn write_file(script: &mut String, file: &str, text: &str) {
    let (path, change) = file.split_once(": ").unwrap_or((file, ""));
    let end = match change {
        "" => format!("cat > {path}"),
        // The last line of the client is the end of the `impl`.
        "in the `impl Api`" => format!("sed -i '$d' {path} && cat >> {path} && echo '}}' >> {path}"),
        "replace these lines" => {
            let lines = text.lines().map(|line| {
                let start = line.split_once(['{', '[']).unwrap().0.trim_end();
                let key = start.trim_start().trim_end_matches("::");
                format!("sed -i 's#^ *{key}[: ].*#{line}#; s#^ *{key}::.*#{line}#' {path}\n")
            });
            script.extend(lines);
            return;
        }
        change => panic!("unknown change of a file: {change}"),
    };
    writeln!(script, "{{ {end}; }} <<'END'\n{text}\nEND").unwrap();
}

/// Asserts that the lines occur in the output in this order, each as a part of a line.
fn assert_shown(lines: &str, output: &str) {
    let mut rest = output;
    for line in lines.lines() {
        let place =
            rest.find(line).unwrap_or_else(|| panic!("the output does not contain `{line}`:\n{output}"));
        rest = &rest[place + line.len()..];
    }
}

#[test]
fn the_first_plugin_is_created_changed_and_served() {
    let page = include_str!("../../docs/first-plugin.md")
        .replace("8000", &free_port())
        .replace("10001", &free_port());
    let blocks: Vec<Block<'_>> = blocks(&page).collect();
    let folder = TestFolder::workspace("first-plugin");
    // The tool is installed, and this folder is the one next to the repository.
    let script = script(&blocks).replace("cargo install --path plugin-cli\ncd ..\n", "");

    let tool = Path::new(env!("CARGO_BIN_EXE_cargo-plugin")).parent().unwrap();
    let path = format!("{}:{}", tool.display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.args(["-c", "bash script.sh 2>&1"]).current_dir(folder.path("")).env("PATH", path);
    bash.env("CARGO_TARGET_DIR", target_folder()).env("CARGO_TERM_COLOR", "never");
    folder.write("script.sh", &script);
    let output = command_output(bash.output().unwrap());

    assert_eq!(output.code, 0, "{}", output.stdout);
    let outputs: Vec<&str> = output.stdout.split("@@ ").skip(1).collect();
    assert_eq!(outputs.len(), blocks.len(), "{}", output.stdout);
    for (number, (language, text)) in blocks.iter().enumerate() {
        if *language == "text" {
            assert_shown(text, outputs[number - 1]);
        }
    }
    folder.assert_formatted("users");
}
