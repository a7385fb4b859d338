//! `cargo plugin new`
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

mod common;

use common::Folder;

#[test]
fn a_new_plugin_has_its_files() {
    let folder = Folder::new("new");
    let ran = folder.run(&["new", "my_users"]);
    assert_eq!(
        ran.stderr,
        "wrote my_users. Now: cd my_users && cargo test && cargo run -- http\n\
         The API is in src/api.rs, its actions in src/actions/.\n"
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    let files = [
        "my_users/.gitignore",
        "my_users/CHANGELOG.md",
        "my_users/Cargo.toml",
        "my_users/src/actions/get_user.rs",
        "my_users/src/actions/mod.rs",
        "my_users/src/api.rs",
        "my_users/src/connection.rs",
        "my_users/src/main.rs",
    ];
    assert_eq!(folder.files("my_users"), files);
    let main = folder.read("my_users/src/main.rs");
    assert!(main.contains(r#"    title: "My Users", vendor: "ada_lovelace","#), "{main}");
    folder.is_formatted("my_users");
}

#[test]
fn a_bad_name_is_refused_with_a_better_one() {
    let folder = Folder::new("new-bad-name");
    for (name, reason, better) in [
        ("My-Users", "it is small letters, digits and `_`", "my_users"),
        ("my users", "it is small letters, digits and `_`", "my_users"),
        ("2fa", "it is small letters, digits and `_`", "plugin_2fa"),
        ("users_", "it is small letters, digits and `_`", "users"),
        ("", "it is small letters, digits and `_`", "plugin"),
        ("../users", "it is small letters, digits and `_`", "users"),
        ("type", "it is a word of Rust", "type_plugin"),
        ("serde_json", "Cargo or Rust has something of that name", "serde_json_plugin"),
        ("build", "Cargo or Rust has something of that name", "build_plugin"),
        ("test", "Cargo or Rust has something of that name", "test_plugin"),
    ] {
        let ran = folder.run(&["new", name]);
        let wanted = format!(
            "error: `{name}` cannot be the name of a plugin: {reason}\n  = help: try `cargo plugin new {better}`\n"
        );
        assert_eq!((ran.code, ran.stderr.as_str()), (1, wanted.as_str()));
    }
    assert_eq!(folder.files("."), ["./Cargo.toml", "./rustfmt.toml"], "nothing is written");
}

#[test]
fn a_folder_that_is_there_is_left_alone() {
    let folder = Folder::new("new-folder-exists");
    std::fs::create_dir(folder.path("users")).unwrap();
    folder.write("users/note.txt", "mine");
    let ran = folder.run(&["new", "users"]);
    let wanted = "error: users is there already\n  = help: take it away, or name another folder\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (1, wanted));
    assert_eq!(folder.files("users"), ["users/note.txt"]);
    assert_eq!(folder.run(&["new", "users", "--to", "others"]).code, 0);
    assert!(folder.read("others/Cargo.toml").contains("name = \"users\""));
}

#[test]
fn a_workspace_around_it_that_does_not_have_it_is_told() {
    let folder = Folder::new("new-workspace");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\n");
    let ran = folder.run(&["new", "users"]);
    let wanted = "\
warning: users lies within another workspace, so that Cargo does not build it
  = help: add it to `members` of that workspace, or write `[workspace]` into users/Cargo.toml
wrote users. ";
    assert!(ran.code == 0 && ran.stderr.starts_with(wanted), "{}", ran.stderr);
}

#[test]
fn the_crate_that_it_depends_on_can_be_elsewhere() {
    let folder = Folder::new("new-core");
    let ran = folder.run(&["new", "users", "--core", "elsewhere"]);
    let wanted = "error: elsewhere is not the crate plugin-core\n  = help: name its folder: `--core PATH`\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (1, wanted));
    std::fs::create_dir(folder.path("elsewhere")).unwrap();
    folder.write("elsewhere/Cargo.toml", "");
    assert_eq!(folder.run(&["new", "users", "--core", "elsewhere"]).code, 0);
    let manifest = folder.read("users/Cargo.toml");
    let line = format!("plugin-core = {{ path = \"{}\" }}", folder.path("elsewhere").display());
    assert!(manifest.lines().any(|known| known == line), "{manifest}");
}

#[test]
fn a_machine_reads_what_was_written() {
    let folder = Folder::new("new-json");
    let ran = folder.run(&["new", "users", "--json"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "{\"wrote\":\"users\"}\n", ""));
    let ran = folder.run(&["--json", "new", "users"]);
    let wanted = "{\"level\":\"error\",\"message\":\"users is there already\",\
                  \"help\":\"take it away, or name another folder\"}\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (1, wanted, ""));
}

#[test]
fn a_wrong_command_line_is_told_apart_from_a_failure() {
    let folder = Folder::new("new-usage");
    let ran = folder.run(&["new"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Usage: cargo plugin new <NAME>"), "{}", ran.stderr);
    assert_eq!(folder.run(&["nwe", "users"]).code, 2);
    assert_eq!(folder.run(&[]).code, 2);
    let help = folder.run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.stdout.contains("Exit codes: 0 all is well; 1 "), "{}", help.stdout);
}
