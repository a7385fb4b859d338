//! The demo runs, and shows what it says.

use std::process::Command;

#[test]
fn the_demo_shows_each_message_and_ends_well() {
    let output = Command::new(env!("CARGO_BIN_EXE_example-plugin")).arg("demo").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in
        ["\"success\": true", "\"count\": 2", "\"id\": \"u-3\"", "\"preset\": \"not_found\"", "answer: 400"]
    {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert!(!text.contains("demo-s3cr3t"));
}
