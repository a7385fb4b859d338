//! `run FILE` and `test FILE` read the message from a file.

use super::{FIXTURE, emit_message};
use std::process::{Command, Output};

fn run(file: &std::path::Path) -> Output {
    Command::new(FIXTURE).arg("run").arg(file).output().unwrap()
}

#[test]
fn the_message_can_be_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.json");
    std::fs::write(&file, emit_message("hello", "log")).unwrap();
    let output = run(&file);
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("hello"));
}

#[test]
fn a_missing_file_is_an_error_with_its_name() {
    let output = run("missing.json".as_ref());
    assert_eq!(output.status.code(), Some(1));
    let reply = String::from_utf8(output.stdout).unwrap();
    assert!(reply.contains(r#"The file \"missing.json\" cannot be opened"#), "{reply}");
}

#[test]
fn the_name_of_a_step_in_place_of_a_file_is_explained() {
    let reply = String::from_utf8(run("emit".as_ref()).stdout).unwrap();
    let hint = "cannot be opened: No such file or directory (os error 2). To run the step with an example: sample emit | run";
    assert!(reply.contains(hint), "{reply}");
}
