//! What is built: a new plugin, an imported one, one that is brought up to a newer specification. One test, since all of
//! it goes into one target folder.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod common;

use common::{Folder, Ran, USERS, ran, target};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

/// A workspace for the plugins, with the versions of this one, so that nothing need be fetched.
fn workspace() -> Folder {
    let folder = Folder::new("build");
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[profile.dev]\ndebug = false\n";
    folder.write("Cargo.toml", manifest);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.path("Cargo.lock")).unwrap();
    folder
}

fn cargo(folder: &Folder, name: &str, words: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO"));
    command.args(words).current_dir(folder.path(name)).env("CARGO_TARGET_DIR", target());
    ran(command.output().unwrap())
}

/// The text as rustfmt writes it.
fn formatted(text: &str) -> String {
    let mut rustfmt = Command::new("rustfmt");
    let rustfmt = rustfmt.args(["--edition", "2024", "--config", "max_width=100"]).current_dir("/");
    let mut running = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    ran(running.wait_with_output().unwrap()).stdout
}

#[test]
fn plugins_are_built() {
    let folder = workspace();
    a_new_plugin_is_tested_and_serves(&folder);
    a_stale_specification_is_told(&folder);
    an_imported_plugin_is_updated(&folder);
    a_plugin_that_does_not_build_tells_why(&folder);
}

fn a_new_plugin_is_tested_and_serves(folder: &Folder) {
    assert_eq!(folder.run(&["new", "demo"]).code, 0);
    let tests = cargo(folder, "demo", &["test"]);
    assert_eq!(tests.code, 0, "{}{}", tests.stdout, tests.stderr);
    assert!(tests.stdout.contains("test result: ok. 3 passed"), "{}", tests.stdout);
    assert!(!tests.stderr.contains("warning"), "{}", tests.stderr);

    assert_eq!(cargo(folder, "demo", &["build"]).code, 0);
    let mut server = Command::new(target().join("debug/demo"))
        .args(["http", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit_once("http://").unwrap().1;
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /api/v1/status HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(answer.contains(" 200 OK\r\n"), "{answer}");
}

fn a_stale_specification_is_told(folder: &Folder) {
    let missing = folder.run_in("demo", &["spec", "--check"]);
    let wanted = "error: there is no plugin.spec.yaml\n  = help: run `cargo plugin spec`\n";
    assert_eq!((missing.code, missing.stderr.as_str()), (1, wanted));
    let written = folder.run_in("demo", &["spec"]);
    assert_eq!((written.code, written.stderr.as_str()), (0, "wrote plugin.spec.yaml\n"));
    let text = folder.read("demo/plugin.spec.yaml");
    assert_eq!(text, cargo(folder, "demo", &["run", "--quiet", "--", "spec"]).stdout);
    let fresh = folder.run_in("demo", &["spec", "--check"]);
    assert_eq!((fresh.code, fresh.stderr.as_str()), (0, "plugin.spec.yaml is what the code says\n"));

    let old = text.replace("description: Find one user by ID", "description: Find a user");
    assert_ne!(text, old);
    folder.write("demo/plugin.spec.yaml", &old);
    let stale = folder.run_in("demo", &["spec", "--check"]);
    let wanted = "error: plugin.spec.yaml is not what the code says\n  = help: run `cargo plugin spec`\n";
    assert_eq!((stale.code, stale.stderr.as_str()), (1, wanted));
    let (head, diff) = stale.stdout.split_once("@@\n").unwrap();
    assert!(head.starts_with("--- plugin.spec.yaml\n+++ the code\n@@ -"), "{head}");
    let wanted = concat!(
        " actions:\n   get_user:\n     title: Get User\n",
        "-    description: Find a user\n+    description: Find one user by ID\n",
        "     input:\n       user_id:\n         title: User ID\n"
    );
    assert_eq!(diff, wanted);
    assert_eq!(folder.read("demo/plugin.spec.yaml"), old, "a check writes nothing");
    let stale = folder.run_in("demo", &["spec", "--check", "--json"]);
    let lines: Vec<Value> = stale.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((stale.code, lines.len()), (1, 2));
    assert!(lines[0]["diff"].as_str().unwrap().ends_with(wanted));
    assert_eq!(lines[1]["message"], "plugin.spec.yaml is not what the code says");
    assert_eq!(folder.run_in("demo", &["spec"]).code, 0);
    assert_eq!(folder.read("demo/plugin.spec.yaml"), text);
}

/// What is in the newer specification: another version, an action and a trigger with types of their own, one field more.
fn newer() -> String {
    let newer = USERS
        .replace("version: 1.2.0\n", "version: 1.3.0\n")
        .replace("  - 1.2.0 - More users\n", "  - 1.3.0 - Groups\n  - 1.2.0 - More users\n")
        .replace("types:\n", "types:\n  group:\n    users: {title: Users, description: Who is in it, type: \"[]user\", required: true}\n    since: {title: Since, description: Since when, type: date, required: false}\n")
        .replace("    output:\n      user:", "      deep: {title: Deep, description: All of it, type: boolean, required: false}\n    output:\n      user:");
    let more = "  list_groups:
    title: List Groups
    description: List all groups
    output:
      groups: {title: Groups, description: All groups, type: \"[]group\", required: true}
triggers:
  new_user:
    title: New User
    description: Tell of each new user
    input:
      interval: {title: Interval, description: Seconds between two looks, type: integer, required: true, default: 60}
    output:
      user: {title: User, description: The new user, type: user, required: true}
";
    newer + more
}

fn an_imported_plugin_is_updated(folder: &Folder) {
    folder.write("old.yaml", USERS);
    folder.write("new.yaml", &newer());
    assert_eq!(folder.run(&["import", "old.yaml"]).code, 0);
    // A body, a comment, and a name that a person chose.
    let action = folder.read("users/src/actions/get_user.rs");
    let (before, _) = action.split_once("    let _ = (connection, input);").unwrap();
    let body = "    let _ = (connection, input.order);\n    let user = User { id: input.user_id, display_name: None };\n    \
                Ok(GetUserOutput { user }) // mine\n}\n";
    let mine = before.to_owned() + body;
    let mine = mine.replace("use plugin_core::{PluginError, ", "use plugin_core::{");
    folder.write("users/src/actions/get_user.rs", &mine);
    let connection = folder.read("users/src/connection.rs");

    // Not as rustfmt would have it.
    let connection = connection.replace("let _ = input;", "let _   = input;");
    folder.write("users/src/connection.rs", &connection);
    a_file_that_is_not_valid_rust_stops_an_update(folder);
    let updated = folder.run_in("users", &["update", "../new.yaml"]);
    let wanted = "\
added src/actions/list_groups.rs
added src/triggers/new_user.rs
3 differences are for you to settle: the crate is the left side.
";
    assert_eq!((updated.code, updated.stderr.as_str()), (0, wanted), "{}", updated.stdout);
    let wanted = "\
version: \"1.2.0\" -> \"1.3.0\"
version_history: \"1.3.0 - Groups\": only in the specification
actions.get_user.input.deep: only in the specification
";
    assert_eq!(updated.stdout, wanted);
    assert_eq!(folder.read("users/src/actions/get_user.rs"), mine);
    assert_eq!(folder.read("users/src/connection.rs"), connection);
    let main = folder.read("users/src/main.rs");
    assert!(main.contains("    actions: [get_user, actions::list_groups::list_groups],\n"), "{main}");
    assert!(main.contains("    triggers: [triggers::new_user::new_user],\n"), "{main}");
    for file in [
        "main.rs",
        "types.rs",
        "actions/mod.rs",
        "actions/list_groups.rs",
        "triggers/mod.rs",
        "triggers/new_user.rs",
    ] {
        let text = folder.read(&format!("users/src/{file}"));
        assert_eq!(text, formatted(&text), "{file}");
    }

    // What is settled is no longer told, and nothing is added twice.
    let manifest = folder.read("users/Cargo.toml").replace("version = \"1.2.0\"", "version = \"1.3.0\"");
    folder.write("users/Cargo.toml", &manifest);
    let changes = folder.read("users/CHANGELOG.md").replace("- 1.2.0", "- 1.3.0 - Groups\n- 1.2.0");
    folder.write("users/CHANGELOG.md", &changes);
    let field = "    /// How they come\n";
    let deep = mine.replace(field, &format!("    /// All of it\n    pub deep: Option<bool>,\n{field}"));
    folder.write("users/src/actions/get_user.rs", &deep);
    let updated = folder.run_in("users", &["update", "../new.yaml", "--json"]);
    assert_eq!((updated.code, updated.stdout.as_str()), (0, ""), "{}", updated.stderr);
    let spec = cargo(folder, "users", &["run", "--quiet", "--", "spec", "--format", "json"]);
    let spec: Value = serde_json::from_str(&spec.stdout).unwrap();
    assert_eq!(spec["actions"]["list_groups"]["output"]["groups"]["type"], "[]group");
    assert_eq!(spec["types"]["group"]["since"]["type"], "date");
    let check = cargo(folder, "users", &["clippy", "--", "-D", "warnings"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
}

/// The plugin builds, since `main.rs` does not declare the module yet.
fn a_file_that_is_not_valid_rust_stops_an_update(folder: &Folder) {
    let modules = folder.path("users/src/triggers/mod.rs");
    std::fs::create_dir(modules.parent().unwrap()).unwrap();
    std::fs::write(&modules, "//! The triggers\n\npub mod ;\n").unwrap();
    let contents = || {
        let files = folder.files("users").into_iter();
        files.map(|file| (folder.read(&file), file)).collect::<Vec<_>>()
    };
    let before = contents();
    let failed = folder.run_in("users", &["update", "../new.yaml"]);
    let wanted = "\
error: src/triggers/mod.rs:3:9: this is not valid Rust: expected identifier
  = help: correct the file and run the update again; nothing is written
";
    assert_eq!((failed.code, failed.stderr.as_str(), failed.stdout.as_str()), (1, wanted, ""));
    assert_eq!(contents(), before);
    std::fs::remove_dir_all(modules.parent().unwrap()).unwrap();
}

fn a_plugin_that_does_not_build_tells_why(folder: &Folder) {
    let main = folder.read("users/src/main.rs");
    folder.write("users/src/main.rs", &main.replace("title: \"Users\", ", ""));
    let failed = folder.run_in("users", &["spec"]);
    assert_eq!((failed.code, failed.stdout.as_str()), (1, ""));
    assert!(failed.stderr.contains("--> users/src/main.rs:"), "{}", failed.stderr);
    let end = "error: the plugin did not tell its specification\n  = help: see above for the reason\n";
    assert!(failed.stderr.ends_with(end), "{}", failed.stderr);
    folder.write("users/src/main.rs", &main);
    let outside = folder.run(&["update", "new.yaml", "--json"]);
    assert_eq!(outside.code, 1);
}
