//! `cargo plugin new`
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

mod common;

use common::{TestFolder, command_output};

#[test]
fn a_new_plugin_has_its_files() {
    let folder = TestFolder::new("new");
    let output = folder.run(&["new", "my_users"]);
    assert_eq!(
        output.stderr,
        "wrote my_users with the vendor `ada_lovelace`, the user name of git. \
         To change it, edit `vendor` in src/main.rs.\n\
         Next: cd my_users && cargo test && cargo run -- http\n\
         README.md explains the files. Begin with the client of your API in src/api.rs.\n"
    );
    assert_eq!((output.code, output.stdout.as_str()), (0, ""));
    let files = [
        "my_users/.github/workflows/ci.yml",
        "my_users/.gitignore",
        "my_users/CHANGELOG.md",
        "my_users/Cargo.toml",
        "my_users/README.md",
        "my_users/clippy.toml",
        "my_users/src/actions/get_user.rs",
        "my_users/src/actions/mod.rs",
        "my_users/src/api.rs",
        "my_users/src/connection.rs",
        "my_users/src/main.rs",
        "my_users/src/tasks/mod.rs",
        "my_users/src/tasks/monitor_audit_log.rs",
        "my_users/src/testing.rs",
        "my_users/src/triggers/mod.rs",
        "my_users/src/triggers/new_user.rs",
    ];
    assert_eq!(folder.files("my_users"), files);
    let main = folder.read("my_users/src/main.rs");
    assert!(main.contains(r#"    title: "My Users", vendor: "ada_lovelace","#), "{main}");
    folder.assert_formatted("my_users");
    for file in files {
        let text = folder.read(file);
        assert!(!text.contains("example.com") && !text.contains("{{"), "{file}: {text}");
    }
}

#[test]
fn the_vendor_is_an_argument_or_a_default_that_the_output_states() {
    let folder = TestFolder::new("new-vendor");
    let output = folder.run(&["new", "users", "--vendor", "rapid7"]);
    assert!(output.code == 0 && output.stderr.starts_with("wrote users\nNext: "), "{}", output.stderr);
    assert!(folder.read("users/src/main.rs").contains("vendor: \"rapid7\""));

    let output = folder.run(&["new", "groups", "--vendor", "Acme & Sons"]);
    let expected = "\
error: invalid vendor `Acme & Sons`: it must be lowercase letters, digits and `_`
  = help: pass `--vendor acme_sons`
";
    assert_eq!((output.code, output.stderr.as_str()), (1, expected));
    assert!(!folder.path("groups").exists());

    // Without git, and without a user name.
    let mut command = folder.command(&["new", "groups"]);
    command.env("PATH", folder.path("")).env_remove("GIT_CONFIG_COUNT");
    let output = command_output(command.output().unwrap());
    let expected = "wrote groups with the vendor `acme`, because `--vendor` is not set. To change it, edit `vendor` in src/main.rs.\n";
    assert!(output.code == 0 && output.stderr.contains(expected), "{}", output.stderr);
}

#[test]
fn an_invalid_name_is_rejected_with_a_suggestion() {
    let folder = TestFolder::new("new-bad-name");
    const CHARACTERS: &str =
        "it must be lowercase letters, digits and `_`, start with a letter and not end with `_`";
    for (name, reason, valid) in [
        ("My-Users", CHARACTERS, "my_users"),
        ("my users", CHARACTERS, "my_users"),
        ("2fa", CHARACTERS, "plugin_2fa"),
        ("users_", CHARACTERS, "users"),
        ("", CHARACTERS, "plugin"),
        ("../users", CHARACTERS, "users"),
        ("plugin-core", CHARACTERS, "plugin_core_plugin"),
        ("type", "it is a keyword of Rust", "type_plugin"),
        ("serde_json", "Cargo, Rust or a dependency uses the name", "serde_json_plugin"),
        ("build", "Cargo, Rust or a dependency uses the name", "build_plugin"),
        ("test", "Cargo, Rust or a dependency uses the name", "test_plugin"),
    ] {
        let output = folder.run(&["new", name]);
        let expected = format!(
            "error: invalid plugin name `{name}`: {reason}\n  = help: run `cargo plugin new {valid}`\n"
        );
        assert_eq!((output.code, output.stderr.as_str()), (1, expected.as_str()));
    }
    assert_eq!(folder.files("."), ["./Cargo.toml", "./rustfmt.toml"], "no file is written");
}

#[test]
fn an_existing_folder_is_not_overwritten() {
    let folder = TestFolder::new("new-folder-exists");
    std::fs::create_dir(folder.path("users")).unwrap();
    folder.write("users/note.txt", "mine");
    let output = folder.run(&["new", "users"]);
    let expected = "error: users already exists\n  = help: pass a folder that does not exist: `--to PATH`\n";
    assert_eq!((output.code, output.stderr.as_str()), (1, expected));
    assert_eq!(folder.files("users"), ["users/note.txt"]);
    assert_eq!(folder.run(&["new", "users", "--to", "others"]).code, 0);
    assert!(folder.read("others/Cargo.toml").contains("name = \"users\""));
}

#[test]
fn a_foreign_workspace_around_the_plugin_is_a_warning() {
    let folder = TestFolder::new("new-workspace");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\n");
    let output = folder.run(&["new", "users"]);
    let expected = "\
warning: users is in the folder of a workspace that does not list it: Cargo does not build it
  = help: add it to `members` of that workspace, or add `[workspace]` to users/Cargo.toml
wrote users ";
    assert!(output.code == 0 && output.stderr.starts_with(expected), "{}", output.stderr);
}

#[test]
fn the_folder_of_plugin_core_is_an_argument() {
    let folder = TestFolder::new("new-core");
    let output = folder.run(&["new", "users", "--core", "elsewhere"]);
    let expected =
        "error: elsewhere is not the crate plugin-core\n  = help: pass its folder: `--core PATH`\n";
    assert_eq!((output.code, output.stderr.as_str()), (1, expected));
    std::fs::create_dir(folder.path("elsewhere")).unwrap();
    folder.write("elsewhere/Cargo.toml", "");
    assert_eq!(folder.run(&["new", "users", "--core", "elsewhere"]).code, 0);
    let manifest = folder.read("users/Cargo.toml");
    let line = format!("plugin-core = {{ path = \"{}\" }}", folder.path("elsewhere").display());
    assert!(manifest.lines().any(|known| known == line), "{manifest}");
}

#[test]
fn json_output_names_the_folder() {
    let folder = TestFolder::new("new-json");
    let output = folder.run(&["new", "users", "--json"]);
    assert_eq!(
        (output.code, output.stdout.as_str(), output.stderr.as_str()),
        (0, "{\"wrote\":\"users\",\"vendor\":\"ada_lovelace\"}\n", "")
    );
    let output = folder.run(&["--json", "new", "users"]);
    let expected = "{\"level\":\"error\",\"message\":\"users already exists\",\
                  \"help\":\"pass a folder that does not exist: `--to PATH`\"}\n";
    assert_eq!((output.code, output.stdout.as_str(), output.stderr.as_str()), (1, expected, ""));
}

#[test]
fn an_invalid_command_line_has_an_exit_code_of_its_own() {
    let folder = TestFolder::new("new-usage");
    let output = folder.run(&["new"]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("Usage: cargo plugin new <NAME>"), "{}", output.stderr);
    let output = folder.run(&["nwe", "users"]);
    let expected = "error: unrecognized subcommand 'nwe'\n\n  tip: a similar subcommand exists: 'new'\n";
    assert!(output.code == 2 && output.stderr.starts_with(expected), "{}", output.stderr);
    let output = folder.run(&["create", "users"]);
    assert!(output.stderr.contains("tip: a similar subcommand exists: 'new'\n"), "{}", output.stderr);
    assert_eq!(folder.run(&[]).code, 2);
    let help = folder.run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.stdout.contains("Exit codes: 0 success; 1 "), "{}", help.stdout);
}
