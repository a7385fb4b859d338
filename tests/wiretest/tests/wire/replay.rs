//! Replays recorded conversations, and compares the schemas with those of the official tool.
//!
//! They are in the folder that `PLUGIN_SHARED` names. Without them these tests report that and pass.

use super::support::{WIRETEST, start};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::recordings;

/// The deviations of the recordings, and those agreed since.
fn with_our_own(agreed: &Path) -> PathBuf {
    let mut all: Value = serde_json::from_slice(&std::fs::read(agreed).unwrap()).unwrap();
    all["connection_test_type"] = json!({
        "why": "A message that starts a step is refused where the connection is tested: 400, not a test that looks like a run.",
        "cases": {"connection_test_action_start_type": {"status": 400, "body": "error"}},
    });
    let sample =
        json!({"status": 0, "body": "json", "contains": ["https://example.com", "example-secret-key"]});
    all["sample_with_examples"] = json!({
        "why": "The message of `sample` has the examples of fields without a default, and a placeholder for each other required text and credential, because an empty text is rejected: the message passes without edits.",
        "cases": {"stdin_sample_monitor": sample, "stdin_sample_noinput": sample, "stdin_sample_tick": sample},
    });
    all["index"] = json!({
        "why": "A newcomer who opens the root of the server finds a list of its operations, not 404.",
        "cases": {"get_root": {"status": 200, "body": "text", "contains": ["POST /api/v1/actions/echo"]}},
    });
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("deviations-{}.json", NUMBER.fetch_add(1, Ordering::Relaxed));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, all.to_string()).unwrap();
    path
}

/// Replays the cases of a folder that match; all of them must pass or deviate as agreed.
fn replay(folder: &str, only: &str) {
    let (Some(script), Some(cases)) = (recordings("wire/replay.py"), recordings(&format!("wire/{folder}")))
    else {
        return;
    };
    let deviations = with_our_own(&recordings("wire/deviations.json").unwrap());
    let output = Command::new("python3")
        .arg(script)
        .args(["--bin", WIRETEST, "--only", only, "--deviations"])
        .arg(deviations)
        .arg("--cases")
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
fn schemas_match_the_official_tool() {
    let Some(golden) = recordings("wire/schemas.json") else {
        return;
    };
    let mut golden: Value = serde_json::from_slice(&std::fs::read(golden).unwrap()).unwrap();
    for kind in ["actions", "triggers", "tasks"] {
        for step in golden[kind].as_object_mut().unwrap().values_mut() {
            // The name of a Python class.
            step.as_object_mut().unwrap().shift_remove("class");
        }
    }
    let output = Command::new(WIRETEST).arg("schema").output().unwrap();
    let ours: Value = serde_json::from_slice(&output.stdout).unwrap();
    // As text, so that the order of the keys counts.
    assert_eq!(format!("{ours:#}"), format!("{golden:#}"));
}

/// Asserts that a text is, as data, the specification of the recordings.
fn assert_same_specification(golden: &Path, text: &str) {
    // `N` is a title, as PyYAML has it. JSON is YAML.
    let options = serde_saphyr::options! { strict_booleans: true };
    let data = |text: &str| serde_saphyr::from_str_with_options::<Value>(text, options.clone()).unwrap();
    assert_eq!(data(text), data(&std::fs::read_to_string(golden).unwrap()));
}

#[test]
fn the_specification_matches_the_official_one() {
    let Some(golden) = recordings("wire/plugin.spec.yaml") else {
        return;
    };
    let server = start(&[]);
    for format in ["json", "yaml"] {
        let output = Command::new(WIRETEST).args(["spec", "--format", format]).output().unwrap();
        assert_same_specification(&golden, &String::from_utf8(output.stdout).unwrap());
        let response = server.get(&format!("/api/v1/spec?format={format}"));
        assert_eq!(response.status, 200, "{}", response.body);
        assert_same_specification(&golden, &response.body);
    }
}
