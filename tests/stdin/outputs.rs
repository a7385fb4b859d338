//! Closed, full and slow outputs, and arguments out of range: an exit code and no panic.

use super::{FIXTURE, bash, emit_message, hello};
use std::io::Write;
use std::process::{Command, Stdio};
use test_support::output;

#[test]
fn durations_have_an_upper_bound() {
    for (command, option) in
        [("run", "--step-timeout"), ("http", "--read-timeout"), ("http", "--graceful_timeout")]
    {
        for value in ["1e19", "1e300", "inf", "NaN", "31536001", "-1"] {
            let output = output(Command::new(FIXTURE).args([command, option, value]), "");
            let error = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{option} {value}: {error}");
            assert!(error.contains(option) && error.contains("at most 31536000"), "{error}");
        }
    }
    assert_eq!(bash("\"$0\" run --step-timeout 31536000", &hello()).status.code(), Some(0));
}

#[test]
fn closed_and_full_outputs_do_not_panic() {
    for (script, stdin, code) in [
        ("\"$0\" nonsense 2>/dev/full", "", 2),
        ("\"$0\" nonsense 2>&-", "", 2),
        ("\"$0\" sample nonsense 2>/dev/full", "", 1),
        ("\"$0\" info >/dev/full", "", 1),
        ("\"$0\" info >/dev/full 2>/dev/full", "", 1),
        ("\"$0\" info >&- 2>&- <&-", "", 0),
        ("\"$0\" run 2>/dev/full", "no message", 1),
        ("\"$0\" run 2>/dev/full", &hello(), 0),
        ("\"$0\" run 2>&-", &hello(), 0),
        ("\"$0\" run >/dev/full", &hello(), 1),
        ("\"$0\" run >/dev/full 2>/dev/full", &hello(), 1),
        ("PLUGIN_HTTP_TOKEN= \"$0\" http 2>/dev/full", "", 2),
        ("\"$0\" http --host 999.0.0.1 2>/dev/full", "", 1),
    ] {
        let output = bash(script, stdin);
        assert_eq!(output.status.code(), Some(code), "{script}: {output:?}");
    }
    let error = bash("\"$0\" info >/dev/full", "").stderr;
    assert!(String::from_utf8(error).unwrap().contains("cannot write to stdout: No space left"));
}

#[test]
fn what_a_step_prints_is_no_part_of_the_reply() {
    for script in ["\"$0\" run", "\"$0\" run --debug", "\"$0\" run 2>/dev/null"] {
        let output = bash(script, &emit_message("printed", "print"));
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let reply: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(reply["body"]["status"], "ok");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr.lines().any(|line| line == "printed"), !script.contains("null"), "{stderr}");
    }
}

#[test]
fn a_closed_stdout_ends_the_process_without_a_message() {
    let mut command = Command::new(FIXTURE);
    command.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    process.stdin.take().unwrap().write_all(hello().as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains("hello") && !error.contains("stdout"), "{error}");
}
