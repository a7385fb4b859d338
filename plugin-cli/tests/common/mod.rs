//! The tool as a person runs it, in a folder of its own.
#![allow(clippy::unwrap_used, dead_code)] // a test that cannot go on fails; not each test needs all

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder for one test, empty at its beginning.
pub struct Folder(PathBuf);

/// What came of a command.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        // The format and the workspace that a person has, not those around this folder.
        folder.write("rustfmt.toml", "");
        folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n");
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// All files below a folder, in order.
    pub fn files(&self, name: &str) -> Vec<String> {
        let mut files = Vec::new();
        for entry in fs::read_dir(self.path(name)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{name}/{}", entry.file_name().to_str().unwrap());
            match entry.file_type().unwrap().is_dir() {
                true => files.extend(self.files(&path)),
                false => files.push(path),
            }
        }
        files.sort_unstable();
        files
    }

    /// `cargo plugin ..` in this folder.
    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_in("", words)
    }

    /// `cargo plugin ..` in a folder of this folder.
    pub fn run_in(&self, folder: &str, words: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-plugin"));
        command.arg("plugin").args(words).current_dir(self.path(folder));
        // Who git says writes this.
        command.env("GIT_CONFIG_COUNT", "1");
        command.env("GIT_CONFIG_KEY_0", "user.name").env("GIT_CONFIG_VALUE_0", "Ada Lovelace");
        command.env("CARGO_TARGET_DIR", target());
        ran(command.output().unwrap())
    }

    /// Fails if a file of Rust below the folder is not as rustfmt writes it.
    pub fn is_formatted(&self, name: &str) {
        let files = self.files(name).into_iter().filter(|file| file.ends_with(".rs"));
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024"]).args(files).current_dir(&self.0);
        let output = ran(rustfmt.output().unwrap());
        assert_eq!((output.code, output.stdout.as_str()), (0, ""), "{}", output.stderr);
    }
}

/// Where plugins are built, so that what they depend on is built once.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/cli-test")
}

pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A specification that is fine.
pub const USERS: &str = "\
plugin_spec_version: v2
extension: plugin
products: [insightconnect]
name: users
title: Users
description: Looks after users
version: 1.2.0
vendor: acme
support: community
status: []
tags: [users]
version_history:
  - 1.2.0 - More users
  - 1.0.0 - Initial plugin
types:
  user:
    id: {title: ID, description: ID of the user, type: string, required: true}
    displayName: {title: Display Name, description: Full name, type: string, required: false}
connection:
  api_key: {title: API Key, description: Key of the API, type: credential_secret_key, required: true}
actions:
  get_user:
    title: Get User
    description: Find one user by ID
    input:
      user_id: {title: User ID, description: ID of the user, type: string, required: true, example: u-1}
      order: {title: Order, description: How they come, type: string, required: false, default: up, enum: [up, down]}
    output:
      user: {title: User, description: The user found, type: user, required: true}
";
