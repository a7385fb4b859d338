//! With `--debug` somebody looks on, and the trigger at work does not notice.

use super::dispatcher::{Dispatcher, Reaction};
use super::workspace::{Workspace, ended};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
    };
    fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect()
}

#[test]
fn debug_touches_neither_the_spool_nor_the_state_nor_the_flag() {
    let workspace = Workspace::new("debug");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut process = workspace.start(address, 20, 0);
    while workspace.last() < 20 {
        thread::sleep(Duration::from_millis(1));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    let (cache, tmp) = (workspace.0.join("cache"), workspace.0.join("tmp"));
    fs::create_dir_all(&tmp).unwrap();
    fs::write(tmp.join("terminate_trigger.flag"), "").unwrap();
    let before = (files(&cache), files(&tmp));
    assert!(!before.0["t-1.spool"].is_empty(), "events are kept");

    let mut debug = Command::new(env!("CARGO_BIN_EXE_fixture"));
    let process = workspace.start_as(debug.args(["--debug", "run"]), address, 3, 0);
    let output = process.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["body"]["output"]["number"].take())
        .collect();
    assert_eq!(numbers, [1.into(), 2.into(), 3.into(), Value::Null], "{lines}");
    assert_eq!((files(&cache), files(&tmp)), before);

    fs::remove_file(tmp.join("terminate_trigger.flag")).unwrap();
    let dispatcher = Dispatcher::listen(TcpListener::bind(address).unwrap(), |_| Reaction::Take);
    assert!(ended(workspace.start(address, 20, 0)).0);
    assert_eq!(dispatcher.taken(), (1..=20).collect::<Vec<_>>());
}
