//! The command `sample`.

use super::FIXTURE;
use serde_json::Value;
use std::process::Command;
use test_support::output;

/// The exit code, the type of the message on stdout, and stderr.
fn sample(words: &[&str]) -> (Option<i32>, Value, String) {
    let output = output(Command::new(FIXTURE).arg("sample").args(words), "");
    let message: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), message["type"].clone(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_kind_selects_one_of_two_steps_with_the_same_name() {
    let error = "workspace_tests: several steps have the name \"count\": write `sample action count` or `sample trigger count`\n";
    assert_eq!(sample(&["count"]), (Some(1), Value::Null, error.to_owned()));
    assert_eq!(sample(&["action", "count"]), (Some(0), "action_start".into(), String::new()));
    assert_eq!(sample(&["trigger", "count"]), (Some(0), "trigger_start".into(), String::new()));
    let (code, _, error) = sample(&["task", "count"]);
    assert_eq!(code, Some(1));
    assert!(
        error.starts_with("workspace_tests: This plugin has no task \"count\"; \"count\" is an action"),
        "{error}"
    );
}
