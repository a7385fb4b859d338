//! The crate that an import writes.

use crate::common::{TestFolder, USERS_SPEC};
use crate::import;

#[test]
fn a_specification_becomes_a_crate() {
    let folder = TestFolder::new("import");
    let (code, stderr) = import(&folder, USERS_SPEC);
    let expected = "wrote users: 1 action, 0 triggers, 0 tasks. Each step returns an error until you implement it in src/.\n";
    assert_eq!((code, stderr.as_str()), (0, expected));
    let files = [
        "users/.github/workflows/ci.yml",
        "users/.gitignore",
        "users/CHANGELOG.md",
        "users/Cargo.toml",
        "users/README.md",
        "users/clippy.toml",
        "users/plugin.spec.yaml",
        "users/src/actions/get_user.rs",
        "users/src/actions/mod.rs",
        "users/src/api.rs",
        "users/src/connection.rs",
        "users/src/main.rs",
        "users/src/testing.rs",
        "users/src/types.rs",
    ];
    assert_eq!(folder.files("users"), files);
    folder.assert_formatted("users");
    assert_eq!(folder.read("users/plugin.spec.yaml"), USERS_SPEC);
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
fn the_code_is_idiomatic_rust() {
    let folder = TestFolder::new("import-code");
    assert_eq!(import(&folder, USERS_SPEC).0, 0);
    assert_eq!(
        folder.read("users/src/types.rs"),
        r#"//! The custom types of the plugin.

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
    /// Sort order
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
        "The action `get_user` is not implemented yet.",
        "Implement it in src/actions/get_user.rs.",
    ))
}

#[cfg(test)]
mod tests {
    use crate::testing::harness;
    use plugin_core::testing::Stub;
    use serde_json::json;

    #[tokio::test]
    async fn a_valid_input_is_accepted() {
        let input = json!({"user_id": "u-1"});
        let reply = harness(&Stub::new()).action("get_user", input).await;
        let error = reply.error();
        // The action runs. Replace this line when it is implemented.
        assert!(error.contains("is not implemented yet"), "{error}");
    }
}
"#
    );
    assert_eq!(
        folder.read("users/src/main.rs"),
        r#"//! Users

mod actions;
mod api;
mod connection;
#[cfg(test)]
mod testing;
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
fn code_with_unusual_names_is_formatted() {
    let folder = TestFolder::new("import-traps");
    let traps = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/specs/traps.spec.yaml");
    let output = folder.run(&["import", traps, "--to", "traps"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(!output.stderr.contains("rustfmt"), "{}", output.stderr);
    folder.assert_formatted("traps");
}

#[test]
fn a_missing_description_is_explicit() {
    let folder = TestFolder::new("import-no-description");
    let text = USERS_SPEC
        .replace("title: Display Name, description: Full name,", "title: Display Name,")
        .replace("title: Order, description: Sort order,", "title: Order, description: \"\",");
    assert_eq!(import(&folder, &text).0, 0);
    let types = folder.read("users/src/types.rs");
    assert!(
        types.contains("    #[field(description = none)]\n    #[serde(rename = \"displayName\")]\n"),
        "{types}"
    );
    let action = folder.read("users/src/actions/get_user.rs");
    assert!(action.contains("    #[field(description = \"\", default = \"up\")]\n"), "{action}");
}

#[test]
fn a_value_that_the_property_does_not_accept_is_unchecked() {
    let folder = TestFolder::new("import-unchecked");
    let more = "      level: {title: Level, description: Level, type: integer, enum: [1, 2], default: 3}
      names: {title: Names, description: Names, type: '[]string', default: [a, 5]}
      label: {title: Label, description: Label, type: string, example: 7}
      key: {title: Key, description: Key, type: credential_secret_key, example: s3cr3t}
    output:\n      user:";
    let text = USERS_SPEC.replace("    output:\n      user:", more);
    assert_eq!(import(&folder, &text).0, 0);
    let action = folder.read("users/src/actions/get_user.rs");
    for settings in [
        "default = 3, enum = [1, 2], unchecked = true",
        "default = [\"a\", 5], unchecked = true",
        "example = 7, unchecked = true",
        "example = \"s3cr3t\", required",
    ] {
        assert!(action.contains(settings), "{action}");
    }
}

#[test]
fn types_that_nothing_uses_are_left_out() {
    let folder = TestFolder::new("import-unused-types");
    let types = "types:\n  group:\n    owner: {type: team}\n  team:\n    name: {type: string}\n";
    let (code, stderr) = import(&folder, &USERS_SPEC.replace("types:\n", types));
    let end = "src/.\nleft out 2 types that nothing uses: group, team\n";
    assert!(code == 0 && stderr.ends_with(end), "{stderr}");
    assert!(!folder.read("users/Cargo.toml").contains("types"));
    assert!(!folder.read("users/src/types.rs").contains("Team"));
    assert!(folder.read("users/plugin.spec.yaml").contains("  team:\n"));
}

/// The lines of `connect` after an import with these settings.
fn connect(folder: &TestFolder, settings: &[&str]) -> String {
    let (before, rest) = USERS_SPEC.split_once("  api_key:").unwrap();
    let actions = &rest[rest.find("actions:").unwrap()..];
    let settings: String = settings.iter().map(|setting| format!("  {setting}\n")).collect();
    folder.write("plugin.spec.yaml", &format!("{before}{settings}{actions}"));
    let _ = std::fs::remove_dir_all(folder.path("users"));
    let output = folder.run(&["import", "plugin.spec.yaml"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let text = folder.read("users/src/connection.rs");
    let (_, body) = text.split_once("-> Result<Self> {\n").unwrap();
    let (body, _) = body.split_once("        Ok(Self { api: Api { http } })\n").unwrap();
    body.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn the_credentials_are_guessed_from_the_settings() {
    let folder = TestFolder::new("import-credentials");
    let url = "url: {type: string, required: true, example: 'https://a.example'}";
    let host = "host: {type: string, required: true}";
    let key = "api_key: {type: credential_secret_key, required: true}";
    let login = "login: {type: credential_username_password, required: true}";
    let id = "client_id: {type: string, required: true}";
    let guess = "// The kind of credentials is a guess: docs/api-calls.md of plugin-core lists all.\n";
    let none = "// Add the credentials with `.auth(..)`: docs/api-calls.md of plugin-core lists the kinds.\n";
    for (settings, body) in [
        (
            &[url, key][..],
            format!(
                "{guess}let auth = Auth::bearer(&input.api_key)?;\nlet http = Http::builder(input.url).auth(auth).build()?;\n"
            ),
        ),
        (
            &[host, login],
            format!(
                "let url = format!(\"https://{{}}\", input.host);\n{guess}let auth = Auth::basic(&input.login)?;\n\
                 let http = Http::builder(url).auth(auth).build()?;\n"
            ),
        ),
        (
            &[id, key],
            format!(
                "{guess}let auth = Auth::oauth2(\nformat!(\"{{BASE_URL}}/oauth/token\"),\ninput.client_id,\n&input.api_key,\n);\n\
                 let http = Http::builder(BASE_URL).auth(auth).build()?;\n"
            ),
        ),
        (&[url, key, login], format!("{none}let http = Http::builder(input.url).build()?;\n")),
        (&[login, key], format!("let _ = input;\n{none}let http = Http::builder(BASE_URL).build()?;\n")),
        (
            &[url, "api_key: {type: credential_secret_key, required: false}"],
            format!("{none}let http = Http::builder(input.url).build()?;\n"),
        ),
    ] {
        assert_eq!(connect(&folder, settings), body);
    }
}
