//! What a dispatcher refuses for good is kept apart, and does not hold up what comes behind it.

use super::dispatcher::{Dispatcher, Reaction};
use super::workspace::{Workspace, ended};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// The fields of the lines of `events list`.
fn listed(workspace: &Workspace) -> Vec<Vec<String>> {
    let list = workspace.events(&["list"]).unwrap();
    list.lines().map(|line| line.splitn(5, ' ').map(str::to_owned).collect()).collect()
}

#[test]
fn a_refused_event_does_not_hold_up_those_behind_it() {
    let workspace = Workspace::new("refused");
    let statuses = [400, 408, 401, 425, 403, 429, 404, 503, 422];
    let dispatcher = Dispatcher::start(move |nth| match statuses.get(nth) {
        Some(status) => Reaction::Refuse(*status),
        None => Reaction::Take,
    });
    let (ended_well, answer) = ended(workspace.start(dispatcher.address, 10, 0));
    assert!(ended_well, "{answer:#}");
    assert_eq!(dispatcher.taken(), [6, 7, 8, 9, 10]);
    let log = answer["body"]["log"].as_str().unwrap();
    assert!(!log.contains('\x1b'), "{log}");
    let refused: Vec<_> = listed(&workspace).iter().map(|fields| fields[3].clone()).collect();
    assert_eq!(refused, ["400", "401", "403", "404", "422"]);
    assert!(
        workspace.events(&["list"]).unwrap().lines().all(|line| line.ends_with(r#""no\r\nthank\u{1b}[31m""#))
    );
}

#[test]
fn a_refused_event_is_sent_again_with_its_key_or_dropped() {
    let workspace = Workspace::new("retry");
    let dispatcher = Dispatcher::start(|nth| if nth < 3 { Reaction::Refuse(404) } else { Reaction::Take });
    assert!(ended(workspace.start(dispatcher.address, 5, 0)).0);
    assert_eq!(dispatcher.taken(), [4, 5]);
    let keys: Vec<_> = listed(&workspace).into_iter().map(|fields| fields[0].clone()).collect();

    // What is no event does not hide those that are.
    fs::write(workspace.0.join("cache/t-1.x.dead"), "{}").unwrap();
    assert_eq!(workspace.events(&["drop", &keys[0]]).unwrap(), "1 event dropped\n");
    assert!(workspace.events(&["drop", &keys[0]]).unwrap_err().contains("no refused event"));
    assert!(workspace.events(&["retry", "all"]).unwrap().starts_with("2 events will be sent again"));
    assert_eq!(workspace.events(&["list"]).unwrap(), "");
    assert!(ended(workspace.start(dispatcher.address, 6, 0)).0);
    let mut taken = dispatcher.taken();
    taken.sort_unstable();
    assert_eq!(taken, [2, 3, 4, 5, 6]);
    let by_key = dispatcher.by_key();
    assert_eq!((&by_key[&keys[1]], &by_key[&keys[2]]), (&vec![2], &vec![3]));
}

#[test]
fn refused_events_are_counted_for_prometheus() {
    let workspace = Workspace::new("metrics");
    let dispatcher = Dispatcher::start(|_| Reaction::Refuse(410));
    assert!(ended(workspace.start(dispatcher.address, 3, 0)).0);
    let mut server = Command::new(env!("CARGO_BIN_EXE_fixture"));
    server.args(["http", "--port", "0"]).env("FIXTURE_WORKSPACE", &workspace.0).stderr(Stdio::piped());
    let mut server = server.spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = log.find(|line| line.contains("http://")).unwrap();
    let mut stream = TcpStream::connect(line.split_once("http://").unwrap().1).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let host = stream.peer_addr().unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(text.contains("plugin_dead_letters 3\n"), "{text}");
}

#[test]
fn a_trigger_that_sleeps_sends_what_somebody_retries() {
    let workspace = Workspace::new("running");
    let dispatcher = Dispatcher::start(|nth| if nth == 0 { Reaction::Refuse(404) } else { Reaction::Take });
    let mut fixture = Command::new(env!("CARGO_BIN_EXE_fixture"));
    // It sleeps behind the last event.
    let mut process =
        workspace.start_as(fixture.arg("run").env("FIXTURE_SLEEP", "1"), dispatcher.address, 2, 0);
    while dispatcher.taken() != [2] {
        thread::sleep(Duration::from_millis(1));
    }
    workspace.events(&["retry", "all"]).unwrap();
    while dispatcher.taken() != [2, 1] {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
    assert!(process.wait().unwrap().success());
    let left: Vec<_> = fs::read_dir(workspace.0.join("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".retry") || name.ends_with(".dead"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
