//! The schemas are those that the official tool writes for the same specification, key order included.

use std::process::Command;

#[test]
fn schemas_are_those_of_the_official_tool() {
    let output = Command::new(env!("CARGO_BIN_EXE_example-plugin")).arg("schema").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), include_str!("schemas.json"));
}
