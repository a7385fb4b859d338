//! What a plugin writes to stderr is lines of its own making, whatever is in them.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// A line feed and a carriage return, colours in two ways, and all that ends a line for somebody.
const HOSTILE: &str =
    "a\nERROR forged\r\u{1b}[31m\u{9b}32m\u{7f}\u{8}\u{b}\u{c}\u{85}\u{2028}\u{2029}\u{202e}z";

const ESCAPED: &str = r"a\nERROR forged\r\u001b[31m\u009b32m\u007f\b\u000b\f\u0085\u2028\u2029\u202ez";

fn stderr(arguments: &[&str], stdin: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.args(arguments).envs(environment.iter().copied());
    let mut process =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // One that does not like its arguments does not read.
    let _ = process.stdin.take().unwrap().write_all(stdin.as_bytes());
    String::from_utf8(process.wait_with_output().unwrap().stderr).unwrap()
}

fn say(way: &str) -> String {
    let body = json!({"action": "say", "input": {"text": HOSTILE, "way": way}, "connection": {}});
    json!({"version": "v1", "type": "action_start", "body": body}).to_string()
}

fn assert_plain(text: &str) {
    let control = |character: char| {
        character != '\n' && (character.is_control() || matches!(character, '\u{2028}'..='\u{202e}'))
    };
    assert!(!text.contains(control), "{text:?}");
    assert!(!text.lines().any(|line| line.starts_with("ERROR")), "{text}");
}

#[test]
fn no_text_forges_a_line_or_a_colour() {
    for way in ["log", "field", "error", "panic", "thread"] {
        let text = stderr(&["run"], &say(way), &[]);
        assert_plain(&text);
        assert!(text.contains(ESCAPED), "{way}: {text}");
    }
}

#[test]
fn in_the_cloud_each_line_is_an_object_with_the_text_as_it_was() {
    for way in ["log", "error", "panic", "thread"] {
        let text = stderr(&["run"], &say(way), &[("PLUGIN_RUNTIME_ENVIRONMENT", "cloud")]);
        assert_plain(&text);
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        let messages: Vec<String> =
            lines.map(|line: Value| line["message"].as_str().unwrap().to_owned()).collect();
        assert!(messages.iter().any(|message| message.contains(HOSTILE)), "{way}: {messages:?}");
    }
}

#[test]
fn no_key_and_no_argument_forges_a_line() {
    let message = json!({"version": "v1", "type": "action_start", "body": {
        "action": HOSTILE, "input": {HOSTILE: 1}, "connection": {HOSTILE: 1}, HOSTILE: 1,
    }});
    for (arguments, stdin) in [
        (&["run"][..], message.to_string()),
        (&["run"], json!({HOSTILE: {}}).to_string()),
        (&["run"], format!("\"{}\"", HOSTILE)),
        (&[HOSTILE], String::new()),
        (&["run", HOSTILE], String::new()),
        (&["sample", HOSTILE], String::new()),
        (&["run", "--format", HOSTILE], String::new()),
        (&["run", &format!("--{HOSTILE}")], String::new()),
        (&["run", &format!("-{HOSTILE}")], String::new()),
    ] {
        assert_plain(&stderr(arguments, &stdin, &[]));
    }
}
