//! Limits of the operating system on files and descriptors: an exit code and no panic.

use super::{FIXTURE, bash, hello};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use test_support::http::read_last_response;
use test_support::{Server, wait_until};

#[test]
fn a_file_size_limit_does_not_stop_steps() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    for (stdin, code) in [(hello(), 0), ("no message".to_owned(), 1)] {
        let output = bash(&format!("ulimit -f 0; \"$0\" run 2>{}", log.display()), &stdin);
        assert_eq!(output.status.code(), Some(code), "{stdin}: {output:?}");
    }
    let script = format!("ulimit -f 1; exec \"$0\" http --port 0 2>{}", log.display());
    let mut process = Command::new("bash").args(["-c", &script, FIXTURE]).spawn().unwrap();
    let mut address = None;
    wait_until("the server logs its address", || {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        let after_scheme = text.split_once("http://").and_then(|(_, rest)| rest.split_once('\n'));
        address = after_scheme.map(|(address, _)| address.to_owned());
        address.is_some()
    });
    let address = address.unwrap();
    for _ in 0..50 {
        assert_eq!(run_action(&address), 200);
    }
    assert!(std::fs::metadata(&log).unwrap().len() <= 1024);
    process.kill().unwrap();
    process.wait().unwrap();
}

/// Runs an action of a server whose log is a file, and returns the status.
fn run_action(address: &str) -> u16 {
    use std::io::Write;
    let (mut stream, message) = (TcpStream::connect(address).unwrap(), hello());
    let head = "POST /actions/emit HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    write!(stream, "{head}Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
    read_last_response(stream).status
}

#[test]
fn few_file_descriptors_do_not_panic() {
    let mut served = 0;
    for descriptors in 3..40 {
        let script = format!("ulimit -n {descriptors}; exec \"$0\"");
        let output = bash(&format!("{script} run"), &hello());
        let error = String::from_utf8_lossy(&output.stderr);
        // The loader of the operating system has its own code, 127.
        assert!(matches!(output.status.code(), Some(0 | 1 | 127)), "{descriptors}: {output:?}");
        assert!(!error.contains("panic"), "{descriptors}: {error}");

        let script = format!("{script} http --port 0 --threads_per_worker 2");
        let mut command = Command::new("bash");
        match Server::try_spawn(command.args(["-c", &script, FIXTURE]).stdout(Stdio::null())) {
            Ok(server) => {
                let idle: Vec<_> = (0..50).map(|_| TcpStream::connect(server.address())).collect();
                drop(idle);
                // The idle connections are closed, and there is room for one more.
                assert_eq!(server.post("/actions/emit", hello()).status, 200, "{descriptors}");
                served += 1;
                assert!(!server.log().contains("panic"), "{descriptors}: {}", server.log());
            }
            Err((status, log)) => {
                assert!(matches!(status.code(), Some(1 | 127)), "{descriptors}: {status} {log}");
                assert!(!log.contains("panic"), "{descriptors}: {log}");
            }
        }
    }
    assert!(served > 0);
}
