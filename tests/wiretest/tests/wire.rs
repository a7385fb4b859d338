//! The recorded conversations, held again, and the schemas that the official tool writes.
//!
//! They are in the folder that `PLUGIN_SHARED` names, or else in `../shared` beside the workspace. Where it is missing
//! these tests say so, and pass.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

use std::path::PathBuf;
use std::process::Command;

const WIRETEST: &str = env!("CARGO_BIN_EXE_wiretest");

/// A file or folder of the recordings, if they are here.
fn shared(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let root = std::env::var_os("PLUGIN_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = root.join(name);
    if !path.exists() {
        eprintln!(
            "SKIPPED: there is no {}; set PLUGIN_SHARED to the folder of the recordings",
            path.display()
        );
        return None;
    }
    Some(path)
}

/// Replays the cases of a folder that match; all of them must pass or deviate as agreed.
fn replay(folder: &str, only: &str) {
    let (Some(script), Some(cases)) = (shared("wire/replay.py"), shared(&format!("wire/{folder}"))) else {
        return;
    };
    let output = Command::new("python3")
        .arg(script)
        .args(["--bin", WIRETEST, "--only", only, "--cases"])
        .arg(cases)
        .output()
        .expect("python3 is needed to replay the recordings");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{folder}:\n{text}{}", String::from_utf8_lossy(&output.stderr));
    println!("{folder}: {text}");
}

#[test]
fn actions() {
    replay("http/actions", "*");
}

#[test]
fn connection() {
    replay("http/connection", "*");
}

#[test]
fn tasks() {
    replay("http/tasks", "*");
}

#[test]
fn triggers() {
    replay("trigger", "*");
}

#[test]
fn endpoints() {
    replay("http/get", "*");
}

#[test]
fn administration() {
    replay("http/admin", "*");
}

#[test]
fn cloud() {
    replay("http/cloud", "*");
}

#[test]
fn stdin() {
    replay("stdin", "*");
}

#[test]
fn schemas_are_those_of_the_official_tool() {
    let Some(golden) = shared("wire/schemas.json") else {
        return;
    };
    let mut golden: serde_json::Value = serde_json::from_slice(&std::fs::read(golden).unwrap()).unwrap();
    for kind in ["actions", "triggers", "tasks"] {
        for step in golden[kind].as_object_mut().unwrap().values_mut() {
            // The name of a Python class.
            step.as_object_mut().unwrap().shift_remove("class");
        }
    }
    let output = Command::new(WIRETEST).arg("schema").output().unwrap();
    let ours: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // As text, so that the order of the keys counts.
    assert_eq!(format!("{ours:#}"), format!("{golden:#}"));
}
