//! `--debug` prints events, and leaves the files of the trigger unchanged.

use super::dispatcher::{Dispatcher, Reaction};
use super::trigger::{FIXTURE, Workspace, finish, kill};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use test_support::unused_address;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
    };
    fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect()
}

#[test]
fn debug_changes_neither_spool_nor_state_nor_flag() {
    let workspace = Workspace::new("debug");
    let address = unused_address();
    let process = workspace.start(address, 20, 0);
    workspace.wait_for(20);
    kill(process);
    let (cache, tmp) = (workspace.0.join("cache"), workspace.0.join("tmp"));
    fs::create_dir_all(&tmp).unwrap();
    fs::write(tmp.join("terminate_trigger.flag"), "").unwrap();
    let before = (files(&cache), files(&tmp));
    assert!(!before.0["t-1.spool"].is_empty(), "events are kept");

    let mut debug = Command::new(FIXTURE);
    let process = workspace.start_command(debug.args(["--debug", "run"]), address, 3, 0);
    let output = process.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["body"]["output"]["number"].take())
        .collect();
    assert_eq!(numbers, [1.into(), 2.into(), 3.into(), Value::Null], "{lines}");
    assert_eq!((files(&cache), files(&tmp)), before);
    let hint = "The trigger has ended by itself. A trigger usually loops until it is stopped.";
    assert!(lines.lines().last().unwrap().contains(hint), "{lines}");

    fs::remove_file(tmp.join("terminate_trigger.flag")).unwrap();
    let dispatcher = Dispatcher::listen(address, |_| Reaction::Accept);
    assert!(finish(workspace.start(address, 20, 0)).0);
    assert_eq!(dispatcher.numbers(), (1..=20).collect::<Vec<_>>());
}

#[test]
fn debug_needs_no_dispatcher() {
    let body = json!({"trigger": "count", "input": {"to": 1, "padding": 0}});
    let message = json!({"version": "v1", "type": "trigger_start", "body": body}).to_string();
    let output = test_support::output(Command::new(FIXTURE).args(["--debug", "run"]), &message);
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && lines.lines().count() == 2, "{lines}");
    let output = test_support::output(Command::new(FIXTURE).arg("run"), &message);
    assert!(String::from_utf8(output.stdout).unwrap().contains("must have the URL of the dispatcher"));
}
