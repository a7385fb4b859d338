//! Whatever becomes of stdin, stdout and stderr, and however little the operating system grants: no panic, and an exit code.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const FIXTURE: &str = env!("CARGO_BIN_EXE_fixture");

fn say() -> String {
    let body = json!({"action": "say", "input": {"text": "hello", "way": "log"}, "connection": {}});
    json!({"version": "v1", "type": "action_start", "body": body}).to_string()
}

/// Runs a line of bash, in which `$0` is the plugin.
fn bash(script: &str, stdin: &str) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", script, FIXTURE]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    // One that does not like its arguments does not read.
    let _ = process.stdin.take().unwrap().write_all(stdin.as_bytes());
    process.wait_with_output().unwrap()
}

#[test]
fn times_have_a_bound() {
    for (command, option) in
        [("run", "--step-timeout"), ("http", "--read-timeout"), ("http", "--graceful_timeout")]
    {
        for value in ["1e19", "1e300", "inf", "NaN", "31536001", "-1"] {
            let output =
                Command::new(FIXTURE).args([command, option, value]).stdin(Stdio::null()).output().unwrap();
            let error = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{option} {value}: {error}");
            assert!(error.contains(option) && error.contains("up to 31536000"), "{error}");
        }
    }
    assert_eq!(bash("\"$0\" run --step-timeout 31536000", &say()).status.code(), Some(0));
}

#[test]
fn closed_and_full_outputs_are_no_panic() {
    for (script, stdin, code) in [
        ("\"$0\" nonsense 2>/dev/full", "", 2),
        ("\"$0\" nonsense 2>&-", "", 2),
        ("\"$0\" sample nonsense 2>/dev/full", "", 1),
        ("\"$0\" info >/dev/full", "", 1),
        ("\"$0\" info >/dev/full 2>/dev/full", "", 1),
        ("\"$0\" info >&- 2>&- <&-", "", 0),
        ("\"$0\" run 2>/dev/full", "no message", 1),
        ("\"$0\" run 2>/dev/full", &say(), 0),
        ("\"$0\" run 2>&-", &say(), 0),
        ("\"$0\" run >/dev/full", &say(), 1),
        ("\"$0\" run >/dev/full 2>/dev/full", &say(), 1),
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
fn a_reader_that_has_seen_enough_ends_the_process_quietly() {
    let mut command = Command::new(FIXTURE);
    command.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    process.stdin.take().unwrap().write_all(say().as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains("hello") && !error.contains("stdout"), "{error}");
}

#[test]
fn a_limit_on_the_size_of_files_stops_no_step() {
    let folder = Folder::new("limit");
    let log = folder.0.join("log");
    for (stdin, code) in [(say(), 0), ("no message".to_owned(), 1)] {
        let output = bash(&format!("ulimit -f 0; \"$0\" run 2>{}", log.display()), &stdin);
        assert_eq!(output.status.code(), Some(code), "{stdin}: {output:?}");
    }
    let script = format!("ulimit -f 1; exec \"$0\" http --port 0 2>{}", log.display());
    let mut process = Command::new("bash").args(["-c", &script, FIXTURE]).spawn().unwrap();
    let start = Instant::now();
    let address = loop {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        match text.split_once("http://").and_then(|(_, rest)| rest.split_once('\n')) {
            Some((address, _)) => break address.to_owned(),
            None => assert!(start.elapsed() < Duration::from_secs(30), "{text}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    for _ in 0..50 {
        assert_eq!(ask(&address), 200);
    }
    assert!(std::fs::metadata(&log).unwrap().len() <= 1024);
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn few_file_descriptors_are_an_error_and_no_panic() {
    let mut served = 0;
    for descriptors in 3..40 {
        let script = format!("ulimit -n {descriptors}; exec \"$0\"");
        let output = bash(&format!("{script} run"), &say());
        let error = String::from_utf8_lossy(&output.stderr);
        // The loader of the operating system has its own code, 127.
        assert!(matches!(output.status.code(), Some(0 | 1 | 127)), "{descriptors}: {output:?}");
        assert!(!error.contains("panic"), "{descriptors}: {error}");

        let (mut process, address) = serve(&format!("{script} http --port 0 --threads_per_worker 2"));
        if let Ok(address) = &address {
            let idle: Vec<_> = (0..50).map(|_| TcpStream::connect(address)).collect();
            drop(idle);
            // Those that were there are gone, and there is room for one more.
            assert_eq!(ask(address), 200, "{descriptors}");
            served += 1;
            process.kill().unwrap();
            process.wait().unwrap();
        } else {
            let code = process.wait().unwrap().code();
            assert!(matches!(code, Some(1 | 127)), "{descriptors}: {code:?} {address:?}");
        }
        let error = address.unwrap_or_else(|error| error);
        assert!(!error.contains("panic"), "{descriptors}: {error}");
    }
    assert!(served > 0);
}

/// Starts a server. Its address, or if it ends what it has written to stderr.
fn serve(script: &str) -> (Child, Result<String, String>) {
    let mut command = Command::new("bash");
    command.args(["-c", script, FIXTURE]).stdin(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap());
    let (mut text, mut line) = (String::new(), String::new());
    while log.read_line(&mut line).unwrap() > 0 {
        if let Some((_, address)) = line.split_once("http://") {
            let address = address.trim().to_owned();
            std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(drop));
            return (process, Ok(address));
        }
        text.push_str(&std::mem::take(&mut line));
    }
    (process, Err(text))
}

/// Runs an action, and tells the status of the answer.
fn ask(address: &str) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let body = say();
    let head = format!("POST /actions/say HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text.split(' ').nth(1).unwrap().parse().unwrap()
}

/// A folder that is removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("fixture-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
