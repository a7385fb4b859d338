//! The demo succeeds, and prints each request with its response.

use std::process::{Command, Stdio};

#[test]
fn the_demo_prints_each_response_and_succeeds() {
    let output = Command::new(env!("CARGO_BIN_EXE_example-plugin")).arg("demo").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in
        ["\"success\": true", "\"count\": 2", "\"id\": \"u-3\"", "\"preset\": \"not_found\"", "Response: 400"]
    {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert!(!text.contains("demo-s3cr3t"));
}

#[test]
fn a_closed_stdout_is_no_failure() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-plugin"));
    let mut process = command.arg("demo").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
