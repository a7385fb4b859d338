//! Commands for the plugin in the current folder: where there is none, or its Cargo.toml has unknown keys.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

mod common;

use common::TestFolder;

/// The error output of `cargo plugin spec`, which fails before it builds anything.
fn failed_spec(folder: &TestFolder, path: &str) -> String {
    let output = folder.run_in(path, &["spec", "--check"]);
    assert_eq!((output.code, output.stdout.as_str()), (1, ""), "{}", output.stderr);
    output.stderr
}

const PLUGIN: &str = "[package]\nname = \"users\"\nversion = \"1.0.0\"\ndescription = \"Users\"\n\n[dependencies]\nplugin-core = \"0.1\"\n";

#[test]
fn a_folder_that_is_not_a_plugin_is_an_error_with_the_way_to_one() {
    let folder = TestFolder::new("folder-not-a-plugin");
    std::fs::create_dir_all(folder.path("users/src/actions")).unwrap();
    folder.write("users/Cargo.toml", PLUGIN);
    let expected = "\
error: the current folder is not a plugin: it has no Cargo.toml
  = help: change to the folder of the plugin: `cd ../..`
";
    assert_eq!(failed_spec(&folder, "users/src/actions"), expected);

    let hint = "  = help: change to the folder of a plugin, or create one: `cargo plugin new NAME`\n";
    let expected = "error: the current folder is not a plugin: its Cargo.toml has no `[package]`\n";
    assert_eq!(failed_spec(&folder, ""), expected.to_owned() + hint);

    folder.write("users/Cargo.toml", &PLUGIN.replace("plugin-core", "serde"));
    let expected = "\
error: the current folder is not a plugin: its package `users` does not depend on plugin-core
";
    assert_eq!(failed_spec(&folder, "users"), expected.to_owned() + hint);

    let updated = folder.run_in("users", &["update", "plugin.spec.yaml"]);
    assert_eq!((updated.code, updated.stderr), (1, expected.to_owned() + hint));
}

#[test]
fn an_unknown_key_of_the_metadata_is_an_error() {
    let folder = TestFolder::new("folder-unknown-key");
    std::fs::create_dir(folder.path("users")).unwrap();
    let metadata = "
[package.metadata.plugin]
tags = [\"users\"]
suport = \"community\"
vendor = \"acme\"
colour = \"blue\"
";
    folder.write("users/Cargo.toml", &(PLUGIN.to_owned() + metadata));
    let expected = "\
error: unknown key `suport` in `[package.metadata.plugin]`
  --> Cargo.toml:11:1
   |
11 | suport = \"community\"
   | ^
   |
   = help: did you mean `support`?

error: unknown key `vendor` in `[package.metadata.plugin]`
  --> Cargo.toml:12:1
   |
12 | vendor = \"acme\"
   | ^
   |
   = help: remove it: the specification has the `vendor` of `plugin!`

error: unknown key `colour` in `[package.metadata.plugin]`
  --> Cargo.toml:13:1
   |
13 | colour = \"blue\"
   | ^
   |
   = help: remove it: a specification has no such key

error: Cargo.toml has errors in `[package.metadata.plugin]`
";
    assert_eq!(failed_spec(&folder, "users"), expected);
}

#[test]
fn a_renamed_or_inherited_dependency_makes_a_plugin() {
    let folder = TestFolder::new("folder-renamed");
    std::fs::create_dir(folder.path("users")).unwrap();
    for dependency in
        ["core2 = { package = \"plugin-core\", version = \"0.1\" }", "core2 = { workspace = true }"]
    {
        let manifest = PLUGIN.replace("plugin-core = \"0.1\"", dependency);
        let manifest = manifest + "\n[package.metadata.plugin]\nsuport = \"community\"\n";
        folder.write("users/Cargo.toml", &manifest);
        let text = failed_spec(&folder, "users");
        assert!(text.starts_with("error: unknown key `suport`"), "{text}");
    }
}

#[test]
fn what_the_specification_misses_is_a_warning_and_a_text_in_place_of_a_list_an_error() {
    let folder = TestFolder::new("folder-incomplete");
    std::fs::create_dir(folder.path("users")).unwrap();
    let manifest = PLUGIN.replace("version = \"1.0.0\"\ndescription = \"Users\"\n", "");
    folder.write("users/Cargo.toml", &(manifest + "\n[package.metadata.plugin]\ntags = \"users\"\n"));
    let expected = "\
warning: `[package]` has no `version`
 --> Cargo.toml:1:1
  |
1 | [package]
  | ^
  |
  = help: add `version = \"1.0.0\"`

warning: `[package]` has no `description`
 --> Cargo.toml:1:1
  |
1 | [package]
  | ^
  |
  = help: add `description = \"..\"`

error: `tags` must be a list
 --> Cargo.toml:8:1
  |
8 | tags = \"users\"
  | ^
  |
  = help: write `tags = [\"..\"]`

error: Cargo.toml has errors in `[package.metadata.plugin]`
";
    assert_eq!(failed_spec(&folder, "users"), expected);
}

#[test]
fn a_misspelled_table_or_supporter_is_an_error() {
    let folder = TestFolder::new("folder-near-names");
    std::fs::create_dir(folder.path("users")).unwrap();
    let rest = "\n[package.metadata.plugins]\n[package.metadata.plugin]\nsupport = \"comunity\"\n";
    folder.write("users/Cargo.toml", &(PLUGIN.to_owned() + rest));
    let expected = "\
error: `[package.metadata.plugins]` is no part of the specification
 --> Cargo.toml:9:1
  |
9 | [package.metadata.plugins]
  | ^
  |
  = help: did you mean `[package.metadata.plugin]`?

error: unknown support `comunity`
  --> Cargo.toml:11:1
   |
11 | support = \"comunity\"
   | ^
   |
   = help: did you mean `community`?

error: Cargo.toml has errors in `[package.metadata.plugin]`
";
    assert_eq!(failed_spec(&folder, "users"), expected);
}
