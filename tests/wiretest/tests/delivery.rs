//! Events reach the dispatcher, whatever it does and whatever happens to the process.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod common;

use common::message;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a dispatcher was sent: the ID of each event, and the event.
type Seen = Arc<Mutex<Vec<(String, Value)>>>;

/// A dispatcher that answers with these statuses in turn, and then with 200.
fn dispatcher(statuses: &'static [u16]) -> (String, Seen) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        for stream in listener.incoming().map_while(Result::ok) {
            let status = statuses.next().unwrap_or(&200);
            let event = receive(&stream);
            kept.lock().unwrap().push(event);
            write!(&stream, "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    });
    (url, seen)
}

fn receive(mut stream: &TcpStream) -> (String, Value) {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let read = stream.read(&mut some).unwrap();
        bytes.extend_from_slice(&some[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        if let Ok(event) = serde_json::from_str::<Value>(body) {
            let key = head.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).unwrap();
            return (key.to_owned(), event);
        }
    }
}

/// The trigger as a process; its answer is read with [`ended`].
fn start(url: &str, count: u32, workspace: Option<&Path>) -> Child {
    let mut message = message("", json!({"count": count}));
    message["type"] = "trigger_start".into();
    message["body"]["trigger"] = "tick".into();
    message["body"]["dispatcher"] = json!({"url": url});
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiretest"));
    if let Some(workspace) = workspace {
        message["body"]["meta"] = json!({"triggerId": "t-1"});
        command.env("WIRE_BASE", workspace);
    }
    let mut process = command
        .arg("run")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(message.to_string().as_bytes()).unwrap();
    process
}

fn ended(process: Child) -> (bool, Value) {
    let output = process.wait_with_output().unwrap();
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap())
}

/// Runs the trigger to its end.
fn tick(url: &str, count: u32) -> (bool, Value) {
    ended(start(url, count, None))
}

fn numbers(seen: &[(String, Value)]) -> Vec<u64> {
    seen.iter().map(|(_, event)| event["body"]["output"]["n"].as_u64().unwrap()).collect()
}

#[test]
fn an_event_is_sent_until_it_is_taken_and_can_be_told_from_others() {
    let (url, dispatcher) = dispatcher(&[500, 404, 200, 503, 200]);
    let (ended_well, answer) = tick(&url, 2);
    assert!(ended_well, "{answer}");
    let seen = dispatcher.lock().unwrap();
    let numbers: Vec<_> =
        seen.iter().map(|(_, event)| event["body"]["output"]["n"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 1, 1, 2, 2]);
    assert!(seen[0].0 == seen[2].0 && seen[3].0 == seen[4].0 && seen[0].0 != seen[3].0);
}

#[test]
fn a_trigger_whose_dispatcher_is_down_waits_and_goes_on_when_it_is_back() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    std::thread::scope(|scope| {
        let trigger = scope.spawn(move || tick(&format!("http://{address}/events"), 1));
        std::thread::sleep(Duration::from_secs(2));
        let listener = TcpListener::bind(address).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let mut some = [0; 4096];
        let _ = stream.read(&mut some).unwrap();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        assert!(trigger.join().unwrap().0);
    });
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    format!("http://{}/events", listener.local_addr().unwrap())
}

/// The number that the state of the trigger tells was sent last; 0 if there is none yet.
fn last(workspace: &Path) -> u64 {
    let text = std::fs::read_to_string(workspace.join("cache/t-1.json")).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str::<Value>(&text).expect("the state is whole at any time")["last"]
        .as_u64()
        .unwrap_or(0)
}

/// Killed at any point while the dispatcher is down, a trigger has kept all that it was told is safe.
#[test]
fn what_was_said_to_be_safe_arrives_though_the_process_was_killed() {
    for round in 0..5 {
        let workspace = std::env::temp_dir().join(format!("wiretest-{}-{round}", std::process::id()));
        std::fs::create_dir_all(workspace.join("cache")).unwrap();
        let mut process = start(&nobody(), 100_000, Some(&workspace));
        while last(&workspace) < 5 + 17 * round {
            std::thread::sleep(Duration::from_millis(1));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let safe = last(&workspace);
        let (url, dispatcher) = dispatcher(&[]);
        let (ended_well, answer) = ended(start(&url, 0, Some(&workspace)));
        assert!(ended_well, "{answer}");
        let sent = numbers(&dispatcher.lock().unwrap());
        // Perhaps one more was kept, whose number was not saved any more.
        assert!(sent.len() as u64 <= safe + 1);
        assert_eq!(sent, (1..=sent.len() as u64).collect::<Vec<_>>());
        assert!(sent.len() as u64 >= safe, "{safe} were safe, {} arrived", sent.len());
        std::fs::remove_dir_all(workspace).unwrap();
    }
}
