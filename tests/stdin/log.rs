//! No text, key or argument forges a line or a colour in the log on stderr.

use super::{FIXTURE, emit_message};
use serde_json::{Value, json};
use std::process::Command;
use test_support::output;

/// A line feed and a carriage return, two kinds of colour codes, and all characters that end a line for some program.
const HOSTILE: &str =
    "a\nERROR forged\r\u{1b}[31m\u{9b}32m\u{7f}\u{8}\u{b}\u{c}\u{85}\u{2028}\u{2029}\u{202e}z";

const ESCAPED: &str = r"a\nERROR forged\r\u001b[31m\u009b32m\u007f\b\u000b\f\u0085\u2028\u2029\u202ez";

fn stderr(arguments: &[&str], stdin: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(FIXTURE);
    command.args(arguments).envs(environment.iter().copied());
    String::from_utf8(output(&mut command, stdin).stderr).unwrap()
}

fn assert_plain(text: &str) {
    let control = |character: char| {
        character != '\n' && (character.is_control() || matches!(character, '\u{2028}'..='\u{202e}'))
    };
    assert!(!text.contains(control), "{text:?}");
    assert!(!text.lines().any(|line| line.starts_with("ERROR")), "{text}");
}

#[test]
fn texts_are_escaped() {
    for channel in ["log", "field", "error", "panic", "thread"] {
        let text = stderr(&["run"], &emit_message(HOSTILE, channel), &[]);
        assert_plain(&text);
        assert!(text.contains(ESCAPED), "{channel}: {text}");
    }
}

#[test]
fn cloud_log_lines_are_json_with_the_original_text() {
    for channel in ["log", "error", "panic", "thread"] {
        let text =
            stderr(&["run"], &emit_message(HOSTILE, channel), &[("PLUGIN_RUNTIME_ENVIRONMENT", "cloud")]);
        assert_plain(&text);
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        let messages: Vec<String> =
            lines.map(|line: Value| line["message"].as_str().unwrap().to_owned()).collect();
        assert!(messages.iter().any(|message| message.contains(HOSTILE)), "{channel}: {messages:?}");
    }
}

#[test]
fn keys_and_arguments_are_escaped() {
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
