//! `cargo plugin import`
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod common;

use common::{Folder, USERS};

/// Imports a text, and gives what the tool said to a person.
fn import(folder: &Folder, text: &str) -> (i32, String) {
    folder.write("plugin.spec.yaml", text);
    let ran = folder.run(&["import", "plugin.spec.yaml"]);
    assert_eq!(ran.stdout, "");
    (ran.code, ran.stderr)
}

/// What is said of a text that makes no plugin. Nothing is written then.
fn refusal(test: &str, text: &str) -> String {
    let folder = Folder::new(test);
    let (code, stderr) = import(&folder, text);
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(folder.files("."), ["./Cargo.toml", "./plugin.spec.yaml", "./rustfmt.toml"]);
    let end = "error: plugin.spec.yaml is no specification of a plugin\n";
    stderr.strip_suffix(end).unwrap_or_else(|| panic!("{stderr}")).to_owned()
}

#[test]
fn a_specification_becomes_a_crate() {
    let folder = Folder::new("import");
    let (code, stderr) = import(&folder, USERS);
    let wanted =
        "wrote users: 1 action, 0 triggers, 0 tasks. Each answers that it is not written yet; see src/.\n";
    assert_eq!((code, stderr.as_str()), (0, wanted));
    let files = [
        "users/.gitignore",
        "users/CHANGELOG.md",
        "users/Cargo.toml",
        "users/src/actions/get_user.rs",
        "users/src/actions/mod.rs",
        "users/src/connection.rs",
        "users/src/main.rs",
        "users/src/types.rs",
    ];
    assert_eq!(folder.files("users"), files);
    folder.is_formatted("users");
    assert_eq!(
        folder.read("users/CHANGELOG.md"),
        "# Changelog\n\n- 1.2.0 - More users\n- 1.0.0 - Initial plugin\n"
    );
    let manifest = folder.read("users/Cargo.toml");
    let head = r#"[package]
name = "users"
description = "Looks after users"
version = "1.2.0"
edition = "2024"
publish = false

[package.metadata.plugin]
support = "community"
status = []
tags = ["users"]

[dependencies]
"#;
    assert!(manifest.starts_with(head), "{manifest}");
}

#[test]
fn the_code_reads_as_a_person_would_have_written_it() {
    let folder = Folder::new("import-code");
    assert_eq!(import(&folder, USERS).0, 0);
    assert_eq!(
        folder.read("users/src/types.rs"),
        r#"//! The plugin's own types.

use plugin_core::Schema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct User {
    /// ID of the user
    pub id: String,
    /// Full name
    #[serde(rename = "displayName")]
    pub display_name: Option<String>,
}
"#
    );
    assert_eq!(
        folder.read("users/src/actions/get_user.rs"),
        r#"use crate::connection::Connection;
use crate::types::User;
use plugin_core::{PluginError, Result, Schema, action};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum GetUserInputOrder {
    Up,
    Down,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)] // until it is used
pub struct GetUserInput {
    /// ID of the user
    #[field(example = "u-1")]
    pub user_id: String,
    /// How they come
    #[field(default = "up")]
    pub order: Option<GetUserInputOrder>,
}

#[derive(Serialize, Schema)]
pub struct GetUserOutput {
    /// The user found
    pub user: User,
}

/// Find one user by ID
#[action]
pub async fn get_user(connection: &Connection, input: GetUserInput) -> Result<GetUserOutput> {
    let _ = (connection, input);
    Err(PluginError::new(
        "The action `get_user` is not written yet.",
        "Write it in src/actions/get_user.rs.",
    ))
}
"#
    );
    assert_eq!(
        folder.read("users/src/main.rs"),
        r#"//! Users

mod actions;
mod connection;
mod types;

use actions::get_user::get_user;
use connection::Connection;
use std::process::ExitCode;

plugin_core::plugin! {
    title: "Users", vendor: "acme",
    connection: Connection,
    actions: [get_user],
}

fn main() -> ExitCode {
    plugin().main()
}
"#
    );
}

#[test]
fn whatever_the_names_are_the_code_is_formatted() {
    let folder = Folder::new("import-traps");
    let traps = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/specs/traps.spec.yaml");
    let ran = folder.run(&["import", traps, "--to", "traps"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("rustfmt"), "{}", ran.stderr);
    folder.is_formatted("traps");
}

#[test]
fn a_type_that_is_not_there_is_told_with_its_place() {
    let folder = Folder::new("import-undefined-type");
    let text = USERS.replace("The user found, type: user", "The user found, type: usr");
    assert_ne!(text, USERS);
    let (code, stderr) = import(&folder, &text);
    assert_eq!(
        stderr.split_once("\n\n").unwrap().0,
        "\
warning: there is no type `usr`; the field takes anything, and its schema says nothing of it
  --> plugin.spec.yaml:29:62
   |
29 |       user: {title: User, description: The user found, type: usr, required: true}
   |                                                              ^
   |
   = help: did you mean `user`?"
    );
    assert_eq!(code, 0);
    assert!(folder.read("users/src/actions/get_user.rs").contains("    pub user: Any,\n"));
}

#[test]
fn a_key_of_the_wrong_kind_is_kept_and_told() {
    let folder = Folder::new("import-kinds");
    let text = USERS
        .replace(
            "type: string, required: false, default: up, enum: [up, down]",
            "type: string, required: yes, enum: up",
        )
        .replace("title: ID,", "title: 1,");
    let (code, stderr) = import(&folder, &text);
    let heads: Vec<&str> =
        stderr.lines().filter(|line| line.contains("warning") || line.contains("help")).collect();
    assert_eq!(
        heads,
        [
            "warning: `title` is a text, this is a number; it is kept, and says nothing",
            "   = help: put it in quotes",
            "warning: `required` is a boolean, this is a text; it is kept, and says nothing",
            "   = help: write `true` or `false`",
            "warning: `enum` is a list, this is a text; it is kept, and says nothing",
            "   = help: write `[a, b]`, or a line for each"
        ]
    );
    assert_eq!(code, 0);
    let action = folder.read("users/src/actions/get_user.rs");
    assert!(action.contains(r#"spec = {"required": "yes", "enum": "up"}"#), "{action}");
}

#[test]
fn a_key_that_is_nearly_one_is_told() {
    let folder = Folder::new("import-near-keys");
    let text = USERS.replace("type: string, required: false,", "type: string, requierd: false,");
    let (code, stderr) = import(&folder, &format!("{text}vendr: acme\n"));
    for (told, help) in [
        (
            "warning: `requierd` is no key of a field; it is kept, and says nothing",
            "did you mean `required`?",
        ),
        ("warning: `vendr` is no key of a specification; it is kept as it is", "did you mean `vendor`?"),
    ] {
        let remark = stderr.split("\n\n").find(|remark| remark.starts_with(told));
        assert!(remark.is_some_and(|remark| remark.contains(help)), "{stderr}");
    }
    assert_eq!(code, 0);
}

#[test]
fn a_key_that_is_there_twice_counts_as_the_last() {
    let folder = Folder::new("import-duplicate-key");
    let (code, stderr) = import(&folder, &format!("{USERS}version: 1.3.0\n"));
    assert_eq!(
        stderr.split_once("\n\n").unwrap().0,
        "\
warning: the key `version` is given twice, first in line 7; the last counts
  --> plugin.spec.yaml:30:1
   |
30 | version: 1.3.0
   | ^
   |
   = help: take one of them away"
    );
    assert_eq!(code, 0);
    assert!(folder.read("users/Cargo.toml").contains("version = \"1.3.0\"\n"));
}

#[test]
fn a_plugin_without_a_name_is_none() {
    assert_eq!(
        refusal("import-no-name", &USERS.replace("name: users\n", "")),
        "\
error: the specification has no `name`
 --> plugin.spec.yaml:1:1
  |
1 | plugin_spec_version: v2
  | ^
  |
  = help: add `name: ..`

"
    );
}

#[test]
fn a_version_is_three_numbers() {
    assert_eq!(
        refusal("import-version", &USERS.replace("version: 1.2.0\n", "version: 1.2\n")),
        "\
error: `1.2` is not a version
 --> plugin.spec.yaml:7:10
  |
7 | version: 1.2
  |          ^
  |
  = help: write three numbers, such as `1.0.0`

"
    );
}

#[test]
fn all_errors_are_told_at_once() {
    let text = USERS
        .replace("title: Users\n", "")
        .replace("version: 1.2.0\n", "version: one\n")
        .replace("    description: Find one user by ID\n", "");
    let told = refusal("import-several", &text);
    let heads: Vec<&str> = told.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(
        heads,
        [
            "error: `one` is not a version",
            "error: the action `get_user` has no description",
            "error: the specification has no `title`"
        ]
    );
}

#[test]
fn a_task_has_one_output() {
    let task = "tasks:\n  watch:\n    title: Watch\n    description: Watch\n    output:\n      a: {type: '[]string'}\n      b: {type: '[]string'}\n";
    assert_eq!(
        refusal("import-two-outputs", &format!("{USERS}{task}")),
        "\
error: the task `watch` has 2 outputs, and only one goes on the wire
  --> plugin.spec.yaml:31:3
   |
31 |   watch:
   |   ^
   |
   = help: keep one field, a list of what the task finds

"
    );
}

#[test]
fn what_is_not_yaml_is_told_with_its_place() {
    assert_eq!(
        refusal("import-yaml", &USERS.replace("title: Users\n", "title: Users: all\n")),
        "\
error: this is not YAML: mapping values are not allowed in this context
 --> plugin.spec.yaml:5:13
  |
5 | title: Users: all
  |             ^
  |
  = help: put a text that has `: ` in it in quotes, or see how far the line is indented

"
    );
    assert_eq!(
        refusal("import-yaml-indented", "  name: users\ntitle: Users\n"),
        "\
error: this is not YAML: did not find expected <document start>
 --> plugin.spec.yaml:2:1
  |
2 | title: Users
  | ^
  |
  = help: let all keys of the first level begin in the same column

"
    );
    assert_eq!(
        refusal("import-yaml-open", "name: users\ntitle: \"Users\nversion: 1.0.0\n"),
        "\
error: this is not YAML: unclosed quote
 --> plugin.spec.yaml:2:8
  |
2 | title: \"Users
  |        ^
  |
  = help: close the quotes that begin here

"
    );
}

/// Imports a text with at most 256 MiB of memory and ten seconds, and gives the first lines of what the tool said.
#[cfg(target_os = "linux")]
fn import_confined(test: &str, text: &str) -> String {
    let folder = Folder::new(test);
    folder.write("plugin.spec.yaml", text);
    let mut shell = std::process::Command::new("bash");
    let confined = "ulimit -v 262144 -t 10; exec \"$0\" plugin import plugin.spec.yaml";
    shell.args(["-c", confined, env!("CARGO_BIN_EXE_cargo-plugin")]).current_dir(folder.path(""));
    let output = shell.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr.chars().take(500).collect::<String>());
    stderr.lines().take(2).collect::<Vec<_>>().join("\n")
}

#[cfg(target_os = "linux")]
#[test]
fn an_alias_counts_as_much_as_what_it_stands_for() {
    let levels = |item: &dyn Fn(usize) -> String| (0..9).map(item).collect::<String>();
    let twelve = |level: usize| vec![format!("*a{level}"); 12].join(", ");
    let lists = levels(&|level| format!("x{}: &a{} [{}]\n", level + 1, level + 1, twelve(level)));
    let sections = levels(&|level| {
        let keys: Vec<String> = (0..12).map(|key| format!("k{key}: *a{level}")).collect();
        format!("x{}: &a{} {{{}}}\n", level + 1, level + 1, keys.join(", "))
    });
    let merged: String = (0..5000).map(|key| format!("k{key}: {key}, ")).collect();
    let merges: String = (0..300).map(|name| format!("m{name}: {{<<: *a0, own: 1}}\n")).collect();
    let long = "y".repeat(100_000);
    for (test, text) in [
        ("import-bomb-lists", format!("x0: &a0 [lol]\n{lists}")),
        ("import-bomb-sections", format!("x0: &a0 {{a: b}}\n{sections}")),
        ("import-bomb-text", format!("x0: &a0 {long}\nx1: [{}]\n", vec!["*a0"; 10_000].join(", "))),
        ("import-bomb-merged", format!("x0: &a0 {{{merged}}}\n{merges}")),
    ] {
        let wanted = "error: this is not YAML: the document is too large, with all its aliases expanded";
        let told = import_confined(test, &text);
        assert!(told.starts_with(wanted), "{test}: {told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn aliases_do_not_nest_deeper_than_what_is_written() {
    let open = "[".repeat(60);
    let close = "]".repeat(60);
    let mut text = format!("x0: &a0 {open}1{close}\n");
    (0..100).for_each(|level| text += &format!("x{}: &a{} {open}*a{level}{close}\n", level + 1, level + 1));
    let told = import_confined("import-deep-aliases", &text);
    assert_eq!(told, "error: this is not YAML: this is nested too deeply\n --> plugin.spec.yaml:2:69");
}

#[cfg(target_os = "linux")]
#[test]
fn an_alias_of_what_it_stands_in_is_refused() {
    let told = import_confined("import-circle", "a: &a\n  b: *a\n");
    let wanted =
        "error: this is not YAML: an alias of a section that it stands in\n --> plugin.spec.yaml:2:6";
    assert_eq!(told, wanted);
}

#[cfg(target_os = "linux")]
#[test]
fn a_type_of_many_lists_is_refused() {
    let lists = "[]".repeat(200_000);
    let text = USERS.replace("The user found, type: user", &format!("The user found, type: '{lists}user'"));
    let told = import_confined("import-lists", &text);
    let wanted =
        "error: a type is at most 10 lists within each other, this one is 200000\n--> plugin.spec.yaml:29:62";
    assert_eq!(told, wanted);
}

#[cfg(target_os = "linux")]
#[test]
fn a_specification_of_too_many_types_is_refused() {
    let types: String = (0..20_000).map(|ty| format!("  t{ty}: {{f: {{type: t{}}}}}\n", ty + 1)).collect();
    let told = import_confined("import-types", &USERS.replace("types:\n", &format!("types:\n{types}")));
    let wanted =
        "error: a specification has at most 500 types, this one has 20001\n  --> plugin.spec.yaml:15:1";
    assert_eq!(told, wanted);
}

#[test]
fn a_long_line_is_not_shown() {
    let folder = Folder::new("import-long-line");
    let fields: Vec<String> = (0..2000).map(|field| format!("x{field}: {{type: y{field}}}")).collect();
    let output = format!("output: {{{}}}", fields.join(", "));
    let text = USERS.replace(
        "    output:\n      user: {title: User, description: The user found, type: user, required: true}",
        &format!("    {output}"),
    );
    assert_ne!(text, USERS);
    let (code, stderr) = import(&folder, &text);
    assert_eq!((code, stderr.matches("warning: there is no type").count()), (0, 2000));
    assert!(stderr.len() < 2000 * 250, "{} bytes", stderr.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_without_an_end_is_not_read() {
    for file in ["/dev/zero", "long.yaml"] {
        let folder = Folder::new("import-endless");
        folder.write("long.yaml", &"# nothing\n".repeat(110_000));
        let ran = folder.run(&["import", file]);
        let wanted = format!("error: {file} cannot be read: it is larger than 1 MiB\n");
        assert!(ran.code == 1 && ran.stderr.starts_with(&wanted), "{}", ran.stderr);
    }
}

/// Specifications that are odd in many places are answered, and never by a panic, which has a code of its own.
#[test]
fn an_odd_specification_is_answered_without_a_panic() {
    let folder = Folder::new("import-odd");
    let pieces = [
        "!c, ", "!!x", "{", "]", "&a ", "*a", "<<: ", "? ", "- ", "\t", "'", "\"", "|+", "%", "\u{85}",
        "\u{feff}",
    ];
    for (number, piece) in pieces.iter().enumerate() {
        for at in (0..USERS.len()).skip(number * 7).step_by(USERS.len() / 3) {
            let (before, after) = USERS.split_at(at);
            folder.write("plugin.spec.yaml", &format!("{before}{piece}{after}"));
            let ran = folder.run(&["json", "plugin.spec.yaml"]);
            assert!([0, 1].contains(&ran.code) && !ran.stderr.contains("panicked"), "{}", ran.stderr);
        }
    }
}

#[test]
fn an_empty_file_is_no_specification() {
    let wanted = "\
error: the file is empty
 --> plugin.spec.yaml:1:1
  |
1 |
  | ^
  |
  = help: a specification begins with `plugin_spec_version: v2`

";
    assert_eq!(refusal("import-empty", ""), wanted);
    let with_comment = refusal("import-comment", "# nothing but this\n");
    assert!(
        with_comment.starts_with("error: the file is empty\n --> plugin.spec.yaml:1:1\n"),
        "{with_comment}"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = Folder::new("import-no-file");
    let ran = folder.run(&["import", "nothing.yaml"]);
    let wanted = "\
error: nothing.yaml cannot be read: No such file or directory (os error 2)
  = help: name the file of the specification, such as plugin.spec.yaml
";
    assert_eq!((ran.code, ran.stderr.as_str()), (1, wanted));
    assert_eq!(folder.run(&["import"]).code, 2);
}

#[test]
fn a_folder_that_is_there_is_left_alone() {
    let folder = Folder::new("import-folder-exists");
    std::fs::create_dir(folder.path("users")).unwrap();
    folder.write("users/note.txt", "mine");
    let wanted = "error: users is there already\n  = help: take it away, or name another folder\n";
    assert_eq!(import(&folder, USERS), (1, wanted.to_owned()));
    assert_eq!(folder.files("users"), ["users/note.txt"]);
    assert_eq!(folder.run(&["import", "plugin.spec.yaml", "--to", "others"]).code, 0);
    assert!(folder.path("others/src/main.rs").is_file());
}

#[test]
fn a_machine_reads_a_line_for_each_remark() {
    let folder = Folder::new("import-json");
    folder.write("plugin.spec.yaml", &USERS.replace("found, type: user", "found, type: usr"));
    let warning = "{\"level\":\"warning\",\"file\":\"plugin.spec.yaml\",\"line\":29,\"column\":62,\
                   \"message\":\"there is no type `usr`; the field takes anything, and its schema says nothing of it\",\
                   \"help\":\"did you mean `user`?\"}\n";
    let ran = folder.run(&["import", "plugin.spec.yaml", "--json"]);
    let wrote = "{\"wrote\":\"users\",\"actions\":1,\"triggers\":0,\"tasks\":0}\n";
    assert_eq!((ran.code, ran.stdout, ran.stderr.as_str()), (0, format!("{warning}{wrote}"), ""));
    // The folder is there now.
    let ran = folder.run(&["import", "plugin.spec.yaml", "--json"]);
    let error = "{\"level\":\"error\",\"message\":\"users is there already\",\
                 \"help\":\"take it away, or name another folder\"}\n";
    assert_eq!((ran.code, ran.stdout, ran.stderr.as_str()), (1, format!("{warning}{error}"), ""));
    folder.write("plugin.spec.yaml", "name: [");
    let ran = folder.run(&["import", "plugin.spec.yaml", "--json"]);
    assert_eq!((ran.code, ran.stdout.lines().count(), ran.stderr.as_str()), (1, 2, ""));
    assert!(
        ran.stdout.starts_with("{\"level\":\"error\",\"file\":\"plugin.spec.yaml\",\"line\":1,"),
        "{}",
        ran.stdout
    );
}
