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
    folder.assert_formatted("users");
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
fn a_default_that_the_property_does_not_accept_is_unchecked() {
    let folder = TestFolder::new("import-unchecked");
    let more = "      level: {title: Level, description: Level, type: integer, enum: [1, 2], default: 3}
      names: {title: Names, description: Names, type: '[]string', default: [a, 5]}
    output:\n      user:";
    let text = USERS_SPEC.replace("    output:\n      user:", more);
    assert_eq!(import(&folder, &text).0, 0);
    let action = folder.read("users/src/actions/get_user.rs");
    for settings in ["default = 3, enum = [1, 2], unchecked = true", "default = [\"a\", 5], unchecked = true"]
    {
        assert!(action.contains(settings), "{action}");
    }
}
