//! Runs the tool in a folder for one test.
#![allow(clippy::unwrap_used, dead_code)] // a test that cannot continue fails; no test needs all helpers

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one test, with nothing but settings of Cargo and rustfmt at first.
pub struct TestFolder(PathBuf);

/// The result of a command.
#[derive(Debug)]
pub struct CommandOutput {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl TestFolder {
    pub fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        // Without these files the settings of this repository apply.
        folder.write("rustfmt.toml", "");
        folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n");
        folder
    }

    /// A workspace with the lock file of this one, so that Cargo downloads no crates.
    pub fn workspace(test: &str) -> Self {
        let folder = Self::new(test);
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[profile.dev]\ndebug = false\n";
        folder.write("Cargo.toml", manifest);
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, folder.path("Cargo.lock")).unwrap();
        folder
    }

    /// `cargo ..` in a folder of this folder.
    pub fn cargo(&self, name: &str, arguments: &[&str]) -> CommandOutput {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(self.path(name)).env("CARGO_TARGET_DIR", target_folder());
        command_output(command.output().unwrap())
    }

    /// `cargo test` with the lints of clippy, which share its build. Fails if there is a warning, or not this number of tests.
    pub fn assert_tests_pass(&self, name: &str, count: usize) {
        let mut command = Command::new(env!("CARGO"));
        command.arg("test").current_dir(self.path(name)).env("CARGO_TARGET_DIR", target_folder());
        command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
        let CommandOutput { code, stdout, stderr } = command_output(command.output().unwrap());
        let result = format!("test result: ok. {count} passed; 0 failed");
        assert!(code == 0 && stdout.contains(&result), "{stdout}{stderr}");
        assert!(!stderr.contains("warning"), "{stderr}");
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

    /// The paths of all files in a folder and its subfolders, sorted.
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
    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.run_in("", arguments)
    }

    /// `cargo plugin ..` in a folder of this folder.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> CommandOutput {
        let mut command = self.command(arguments);
        command_output(command.current_dir(self.path(folder)).output().unwrap())
    }

    /// The command `cargo plugin ..` in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-plugin"));
        command.arg("plugin").args(arguments).current_dir(self.path("")).stdin(Stdio::null());
        // The vendor of a new plugin is the user name of git.
        command.env("GIT_CONFIG_COUNT", "1");
        command.env("GIT_CONFIG_KEY_0", "user.name").env("GIT_CONFIG_VALUE_0", "Ada Lovelace");
        command.env("CARGO_TARGET_DIR", target_folder());
        command
    }

    /// Fails if rustfmt would change a file in the folder.
    pub fn assert_formatted(&self, name: &str) {
        let files = self.files(name).into_iter().filter(|file| file.ends_with(".rs"));
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024"]).args(files).current_dir(&self.0);
        let output = command_output(rustfmt.output().unwrap());
        assert_eq!((output.code, output.stdout.as_str()), (0, ""), "{}", output.stderr);
    }
}

/// The target folder of this workspace, whose builds have most dependencies already.
pub fn target_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("..")
}

pub fn command_output(output: Output) -> CommandOutput {
    CommandOutput {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A valid specification.
pub const USERS_SPEC: &str = "\
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
  api_key: {title: API Key, description: API key, type: credential_secret_key, required: true}
actions:
  get_user:
    title: Get User
    description: Find one user by ID
    input:
      user_id: {title: User ID, description: ID of the user, type: string, required: true, example: u-1}
      order: {title: Order, description: Sort order, type: string, required: false, default: up, enum: [up, down]}
    output:
      user: {title: User, description: The user found, type: user, required: true}
";
