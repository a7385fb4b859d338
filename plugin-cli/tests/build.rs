//! Builds plugins: a new one, an imported one, and one after an update. It is one test, since all plugins share a target
//! folder.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

mod common;

use common::{CommandOutput, TestFolder, USERS_SPEC, command_output, target_folder};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

fn cargo(folder: &TestFolder, name: &str, arguments: &[&str]) -> CommandOutput {
    folder.cargo(name, arguments)
}

/// The text as rustfmt formats it.
fn formatted(text: &str) -> String {
    let mut rustfmt = Command::new("rustfmt");
    let rustfmt = rustfmt.args(["--edition", "2024", "--config", "max_width=100"]).current_dir("/");
    let mut running = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    command_output(running.wait_with_output().unwrap()).stdout
}

#[test]
#[ignore = "slow: 47 s"]
fn plugins_are_built() {
    let folder = TestFolder::workspace("build");
    a_new_plugin_passes_its_tests_and_serves(&folder);
    a_stale_specification_fails_the_check(&folder);
    an_imported_plugin_is_updated(&folder);
    a_build_error_of_the_plugin_is_printed(&folder);
}

fn a_new_plugin_passes_its_tests_and_serves(folder: &TestFolder) {
    assert_eq!(folder.run(&["new", "demo"]).code, 0);
    folder.assert_tests_pass("demo", 6);
    let sample = cargo(folder, "demo", &["run", "--quiet", "--", "sample", "get_user"]);
    assert!(sample.stdout.contains("\"url\": \"https://demo.example/v1\""), "{}", sample.stdout);

    assert_eq!(cargo(folder, "demo", &["build"]).code, 0);
    let mut server = Command::new(target_folder().join("debug/demo"))
        .args(["http", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit_once("http://").unwrap().1;
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /api/v1/status HTTP/1.0\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(response.contains(" 200 OK\r\n"), "{response}");
}

fn a_stale_specification_fails_the_check(folder: &TestFolder) {
    let missing = folder.run_in("demo", &["spec", "--check"]);
    let expected = "error: plugin.spec.yaml does not exist\n  = help: run `cargo plugin spec`\n";
    assert_eq!((missing.code, missing.stderr.as_str()), (1, expected));
    let written = folder.run_in("demo", &["spec"]);
    assert_eq!((written.code, written.stderr.as_str()), (0, "wrote plugin.spec.yaml\n"));
    let text = folder.read("demo/plugin.spec.yaml");
    assert_eq!(text, cargo(folder, "demo", &["run", "--quiet", "--", "spec"]).stdout);
    let fresh = folder.run_in("demo", &["spec", "--check"]);
    assert_eq!((fresh.code, fresh.stderr.as_str()), (0, "plugin.spec.yaml is up to date\n"));

    // Other quotes, another order of keys and a comment are no differences.
    let vendor = "vendor: ada_lovelace\n";
    let other =
        text.replace("version: 1.0.0\n", "version: '1.0.0' # the first\n").replace(vendor, "") + vendor;
    folder.write("demo/plugin.spec.yaml", &other);
    for arguments in [&["spec", "--check"][..], &["spec"]] {
        let fresh = folder.run_in("demo", arguments);
        assert_eq!((fresh.code, fresh.stderr.as_str()), (0, "plugin.spec.yaml is up to date\n"));
        assert_eq!(folder.read("demo/plugin.spec.yaml"), other);
    }

    let old = text.replace("description: Find one user by ID", "description: Find a user");
    let old = old.replace("version: 1.0.0\n", "version: '1.0.0' # the first\n");
    assert_ne!(text, old);
    folder.write("demo/plugin.spec.yaml", &old);
    let stale = folder.run_in("demo", &["spec", "--check"]);
    let expected = "error: plugin.spec.yaml differs from the code\n  = help: run `cargo plugin spec`\n";
    assert_eq!((stale.code, stale.stderr.as_str()), (1, expected));
    let (head, diff) = stale.stdout.split_once("@@\n").unwrap();
    assert!(head.starts_with("--- plugin.spec.yaml\n+++ the code\n@@ -"), "{head}");
    let expected = concat!(
        " actions:\n   get_user:\n     title: Get User\n",
        "-    description: Find a user\n+    description: Find one user by ID\n",
        "     input:\n       user_id:\n         title: User ID\n"
    );
    assert_eq!(diff, expected);
    assert_eq!(folder.read("demo/plugin.spec.yaml"), old, "a check writes nothing");
    let stale = folder.run_in("demo", &["spec", "--check", "--json"]);
    let lines: Vec<Value> = stale.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((stale.code, lines.len()), (1, 2));
    assert!(lines[0]["diff"].as_str().unwrap().ends_with(expected));
    assert_eq!(lines[1]["message"], "plugin.spec.yaml differs from the code");
    assert_eq!(folder.run_in("demo", &["spec"]).code, 0);
    let text = text.replace("version: 1.0.0\n", "version: '1.0.0' # the first\n");
    assert_eq!(folder.read("demo/plugin.spec.yaml"), text);
}

/// A newer version of the specification: two new actions and a new trigger, which use old and new types, and new properties.
fn newer() -> String {
    let newer = USERS_SPEC
        .replace("version: 1.2.0\n", "version: 1.3.0\n")
        .replace("  - 1.2.0 - More users\n", "  - 1.3.0 - Groups\n  - 1.2.0 - More users\n")
        .replace("types:\n", "types:\n  group:\n    users: {title: Users, description: Who is in it, type: \"[]user\", required: true}\n    since: {title: Since, description: Since when, type: date, required: false, example: 2024-01-01T00:00:00Z}\n")
        .replace("    displayName:", "    emails: {title: Emails, description: Addresses, type: \"[]string\", required: false}\n    displayName:")
        .replace("      order:", "      deep: {title: Deep, description: All of it, type: boolean, required: false}\n      order:")
        .replace("actions:\n", "actions:\n  count_users:\n    title: Count Users\n    description: Count all users\n");
    let more = "  list_groups:
    title: List Groups
    description: List all groups
    output:
      groups: {title: Groups, description: All groups, type: \"[]group\", required: true}
triggers:
  new_user:
    title: New User
    description: Send each new user
    input:
      interval: {title: Interval, description: Seconds between two polls, type: integer, required: true, default: 60}
    output:
      user: {title: User, description: The new user, type: user, required: true}
";
    newer + more
}

/// An author moves a type to `api.rs`, changes a body, adds a comment, and does not format a file.
fn edit_as_an_author(folder: &TestFolder) {
    let types = folder.read("users/src/types.rs");
    let (_, user) = types.split_once("use serde::{Deserialize, Serialize};\n").unwrap();
    std::fs::remove_file(folder.path("users/src/types.rs")).unwrap();
    let api = folder.read("users/src/api.rs");
    let imports = "use plugin_core::{Http, Schema, api};\nuse serde::{Deserialize, Serialize};\n";
    folder.write("users/src/api.rs", &(api.replace("use plugin_core::{Http, api};\n", imports) + user));
    let main = folder.read("users/src/main.rs");
    folder.write("users/src/main.rs", &main.replace("mod types;\n", ""));
    let action = folder.read("users/src/actions/get_user.rs");
    let (before, _) = action.split_once("    let _ = (connection, input);").unwrap();
    let body = "    let _ = (connection, input.order);\n    let user = User { id: input.user_id, display_name: None };\n    \
                Ok(GetUserOutput { user }) // mine\n}\n";
    let mine = before.to_owned() + body;
    let mine = mine
        .replace("use plugin_core::{PluginError, ", "use plugin_core::{")
        .replace("crate::types", "crate::api");
    folder.write("users/src/actions/get_user.rs", &mine);
    let connection = folder.read("users/src/connection.rs");
    folder.write("users/src/connection.rs", &connection.replace("let auth = ", "let   auth = "));
}

/// The paths and texts of all files of the plugin.
fn contents(folder: &TestFolder) -> Vec<(String, String)> {
    folder.files("users").into_iter().map(|file| (folder.read(&file), file)).collect()
}

fn an_imported_plugin_is_updated(folder: &TestFolder) {
    folder.write("old.yaml", USERS_SPEC);
    folder.write("new.yaml", &newer());
    assert_eq!(folder.run(&["import", "old.yaml"]).code, 0);
    let fresh = folder.run_in("users", &["spec", "--check"]);
    assert_eq!(
        (fresh.code, fresh.stderr.as_str()),
        (0, "plugin.spec.yaml is up to date\n"),
        "{}",
        fresh.stdout
    );
    edit_as_an_author(folder);
    let (action, connection) =
        (folder.read("users/src/actions/get_user.rs"), folder.read("users/src/connection.rs"));
    a_file_that_is_not_valid_rust_stops_an_update(folder);

    let updated = folder.run_in("users", &["update", "../new.yaml"]);
    let expected = "\
added src/actions/count_users.rs
added src/actions/list_groups.rs
added src/triggers/new_user.rs
reused `User` from src/api.rs
added `deep` to `GetUserInput` in src/actions/get_user.rs
updated `version` in Cargo.toml
updated `version_history` in CHANGELOG.md
1 difference to resolve; the left side is the crate
";
    assert_eq!((updated.code, updated.stderr.as_str()), (0, expected), "{}", updated.stdout);
    let line =
        folder.read("users/src/api.rs").lines().position(|line| line.contains("pub struct User")).unwrap()
            + 1;
    let snippet = "    /// Addresses\n    pub emails: Option<Vec<String>>,\n";
    let expected = format!(
        "\
types.user.emails: only in the specification
  = help: add this to `User` in src/api.rs:{line}, and to the code that lists its fields:
{snippet}"
    );
    assert_eq!(updated.stdout, expected);
    let deep = "    /// All of it\n    pub deep: Option<bool>,\n    /// Sort order\n";
    assert_eq!(folder.read("users/src/actions/get_user.rs"), action.replace("    /// Sort order\n", deep));
    assert_eq!(folder.read("users/src/connection.rs"), connection);
    let main = folder.read("users/src/main.rs");
    let actions =
        "    actions: [actions::count_users::count_users, get_user, actions::list_groups::list_groups],\n";
    assert!(main.contains(actions), "{main}");
    assert!(main.contains("    triggers: [triggers::new_user::new_user],\n"), "{main}");
    assert!(!folder.read("users/src/types.rs").contains("struct User"));
    for file in ["main.rs", "types.rs", "actions/mod.rs", "actions/list_groups.rs", "triggers/new_user.rs"] {
        let text = folder.read(&format!("users/src/{file}"));
        assert_eq!(text, formatted(&text), "{file}");
    }

    // The author adds the field. Then the code is the specification, and another update changes nothing.
    let api = folder.read("users/src/api.rs");
    folder.write(
        "users/src/api.rs",
        &api.replace("    /// Full name\n", &format!("{snippet}    /// Full name\n")),
    );
    let action = folder
        .read("users/src/actions/get_user.rs")
        .replace("display_name: None", "emails: None, display_name: None");
    folder.write("users/src/actions/get_user.rs", &action);
    folder.write("users/plugin.spec.yaml", &newer());
    let before = contents(folder);
    let updated = folder.run_in("users", &["update", "plugin.spec.yaml"]);
    assert_eq!((updated.code, updated.stdout.as_str()), (0, ""));
    assert_eq!(updated.stderr, "no other differences\n");
    let fresh = folder.run_in("users", &["spec", "--check"]);
    assert_eq!(
        (fresh.code, fresh.stderr.as_str()),
        (0, "plugin.spec.yaml is up to date\n"),
        "{}",
        fresh.stdout
    );
    assert_eq!(contents(folder), before);
    folder.assert_tests_pass("users", 3);
}

/// The plugin builds because `main.rs` does not declare the module yet.
fn a_file_that_is_not_valid_rust_stops_an_update(folder: &TestFolder) {
    let modules = folder.path("users/src/triggers/mod.rs");
    std::fs::create_dir(modules.parent().unwrap()).unwrap();
    std::fs::write(&modules, "//! The triggers\n\npub mod ;\n").unwrap();
    let before = contents(folder);
    let failed = folder.run_in("users", &["update", "../new.yaml"]);
    let expected = "\
error: src/triggers/mod.rs:3:9: invalid Rust: expected identifier
  = help: correct the file and run the update again; no file was written
";
    assert_eq!((failed.code, failed.stderr.as_str(), failed.stdout.as_str()), (1, expected, ""));
    assert_eq!(contents(folder), before);
    std::fs::remove_dir_all(modules.parent().unwrap()).unwrap();
}

fn a_build_error_of_the_plugin_is_printed(folder: &TestFolder) {
    let main = folder.read("users/src/main.rs");
    folder.write("users/src/main.rs", &main.replace("title: \"Users\", ", ""));
    let failed = folder.run_in("users", &["spec"]);
    assert_eq!((failed.code, failed.stdout.as_str()), (1, ""));
    assert!(failed.stderr.contains("--> users/src/main.rs:"), "{}", failed.stderr);
    let end =
        "error: the plugin did not print its specification\n  = help: the messages above have the reason\n";
    assert!(failed.stderr.ends_with(end), "{}", failed.stderr);
    folder.write("users/src/main.rs", &main);
    let outside = folder.run(&["update", "new.yaml", "--json"]);
    assert_eq!(outside.code, 1);
}
