//! Every event reaches the dispatcher, in its order, whatever the dispatcher, the disk and the process come to.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod commit;
mod debug;
mod dispatcher;
mod files;
mod refused;
mod workspace;

use dispatcher::{Dispatcher, Reaction};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use workspace::{Workspace, ended};

/// Counts to `to` and says how long that took.
fn count(name: &str, dispatcher: &Dispatcher, to: u64) -> Duration {
    let (workspace, start) = (Workspace::new(name), Instant::now());
    let (ended_well, answer) = ended(workspace.start(dispatcher.address, to, 0));
    assert!(ended_well, "{answer:#}");
    start.elapsed()
}

#[test]
fn a_dispatcher_that_refuses_gets_every_event_in_its_order_in_the_end() {
    let (statuses, start) = ([500, 503, 408, 425, 429, 302], Instant::now());
    let dispatcher = Dispatcher::start(move |nth| match start.elapsed() < Duration::from_secs(5) {
        true => Reaction::Refuse(statuses[nth % statuses.len()]),
        false => Reaction::Take,
    });
    count("refuse", &dispatcher, 100);
    assert_eq!(dispatcher.taken(), (1..=100).collect::<Vec<_>>());
}

#[test]
fn a_dispatcher_that_asks_to_be_left_alone_is_left_alone() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let times = Arc::clone(&asked);
    let dispatcher = Dispatcher::start(move |nth| {
        times.lock().unwrap().push(Instant::now());
        if nth == 10 { Reaction::Later(1) } else { Reaction::Take }
    });
    count("later", &dispatcher, 20);
    assert_eq!(dispatcher.taken(), (1..=20).collect::<Vec<_>>());
    let asked = asked.lock().unwrap();
    assert!(asked[11] - asked[10] >= Duration::from_secs(1));
}

#[test]
fn a_dispatcher_that_asks_for_no_wait_is_not_stormed() {
    let (requests, start) = (Arc::new(Mutex::new(0)), Instant::now());
    let count = Arc::clone(&requests);
    let dispatcher = Dispatcher::start(move |_| {
        *count.lock().unwrap() += 1;
        if start.elapsed() < Duration::from_secs(3) { Reaction::Later(0) } else { Reaction::Take }
    });
    let workspace = Workspace::new("storm");
    let mut fixture = Command::new(env!("CARGO_BIN_EXE_fixture"));
    // Without an ID nothing is kept, and an event is tried for a minute.
    let process = workspace.start_with(fixture.arg("run"), dispatcher.address, 1, 0, json!({}));
    assert!(ended(process).0);
    assert_eq!(dispatcher.taken(), [1]);
    assert!(*requests.lock().unwrap() < 50, "{requests:?} requests");
}

#[test]
fn a_dispatcher_that_hangs_is_not_waited_for() {
    let dispatcher = Dispatcher::start(|nth| match nth {
        3 => Reaction::Hang(Duration::from_secs(120)),
        _ => Reaction::Take,
    });
    assert!(count("hang", &dispatcher, 100) < Duration::from_secs(60));
    assert_eq!(dispatcher.taken(), (1..=100).collect::<Vec<_>>());
}

#[test]
fn a_dispatcher_that_goes_away_in_the_middle_misses_nothing() {
    let dispatcher = Dispatcher::start(|nth| match nth % 10 {
        3 => Reaction::Leave,
        7 => Reaction::CutAnswer,
        _ => Reaction::Take,
    });
    count("close", &dispatcher, 200);
    assert!(dispatcher.is_complete(200));
    assert_eq!(dispatcher.by_key().len(), 200, "an event that came twice came with its key");
}

#[test]
fn a_dispatcher_that_is_down_for_half_a_minute_misses_nothing() {
    let workspace = Workspace::new("down");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let process = workspace.start(address, 500, 0);
    thread::sleep(Duration::from_secs(30));
    let dispatcher = Dispatcher::listen(TcpListener::bind(address).unwrap(), |_| Reaction::Take);
    let (ended_well, answer) = ended(process);
    assert!(ended_well, "{answer:#}");
    assert_eq!(dispatcher.taken(), (1..=500).collect::<Vec<_>>());
}

#[test]
fn killed_fifty_times_a_trigger_loses_none_of_ten_thousand_events() {
    const TO: u64 = 10_000;
    let workspace = Workspace::new("kill");
    let (takes, mut kept) = (Arc::new(AtomicBool::new(true)), 0);
    let now = Arc::clone(&takes);
    let dispatcher = Dispatcher::start(move |_| match now.load(Ordering::SeqCst) {
        true => Reaction::Take,
        false => Reaction::Refuse(503),
    });
    for round in 0..50 {
        // In some rounds it takes nothing for so long that events are kept on disk when the process is killed.
        takes.store(round % 4 < 2, Ordering::SeqCst);
        let goal = workspace.last() + 30 + round * 37 % 120;
        let mut process = workspace.start(dispatcher.address, TO, 0);
        while workspace.last() < goal {
            thread::sleep(Duration::from_micros(300));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let spool = std::fs::metadata(workspace.0.join("cache/t-1.spool"));
        kept += usize::from(spool.is_ok_and(|spool| spool.len() > 0));
    }
    assert!(kept >= 20, "in {kept} rounds only something was kept on disk");
    takes.store(true, Ordering::SeqCst);
    assert!(workspace.last() < TO, "it was killed while it worked");
    let (ended_well, answer) = ended(workspace.start(dispatcher.address, TO, 0));
    assert!(ended_well, "{answer:#}");
    assert!(dispatcher.is_complete(TO));
    let repeated = dispatcher.taken().len() as u64 - TO;
    println!("{repeated} of {TO} events came more than once");
}

#[test]
fn told_to_end_a_trigger_ends_well_and_goes_on_later() {
    let workspace = Workspace::new("end");
    let dispatcher = Dispatcher::start(|_| Reaction::Take);
    let process = workspace.start(dispatcher.address, 1_000_000, 0);
    while workspace.last() < 50 {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
    let (ended_well, answer) = ended(process);
    assert!(ended_well, "{answer:#}");
    assert_eq!(answer["body"]["output"], Value::Null);
    let last = workspace.last();
    assert!(ended(workspace.start(dispatcher.address, last + 10, 0)).0);
    assert!(dispatcher.is_complete(last + 10));
}

/// No file of the process may grow beyond 64 KiB, as if the disk were full.
#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_not_a_loss() {
    let workspace = Workspace::new("full");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut shell = Command::new("bash");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" run", env!("CARGO_BIN_EXE_fixture")]);
    let (ended_well, answer) = ended(workspace.start_as(&mut shell, address, 1000, 1000));
    let error = answer["body"]["error"].as_str().unwrap();
    assert!(!ended_well && error.contains("The spool of the trigger cannot be used"), "{answer:#}");
    let kept = workspace.last();
    assert!((40..64).contains(&kept), "{kept} events were kept");
    let dispatcher = Dispatcher::listen(TcpListener::bind(address).unwrap(), |_| Reaction::Take);
    assert!(ended(workspace.start(address, 1000, 1000)).0);
    assert_eq!(dispatcher.taken(), (1..=1000).collect::<Vec<_>>());
}
