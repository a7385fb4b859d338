//! Dispatchers that reject, hang, or break connections.

use super::dispatcher::{Dispatcher, Reaction};
use super::trigger::{FIXTURE, Workspace, finish};
use serde_json::json;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use test_support::unused_address;

/// Counts to `to`, and returns the time that took.
fn count(name: &str, dispatcher: &Dispatcher, to: u64) -> Duration {
    let (workspace, start) = (Workspace::new(name), Instant::now());
    let (success, answer) = finish(workspace.start(dispatcher.address, to, 0));
    assert!(success, "{answer:#}");
    start.elapsed()
}

#[test]
fn events_are_retried_in_order_until_accepted() {
    let (statuses, start) = ([500, 503, 408, 425, 429, 302], Instant::now());
    let dispatcher = Dispatcher::start(move |nth| match start.elapsed() < Duration::from_secs(5) {
        true => Reaction::Status(statuses[nth % statuses.len()]),
        false => Reaction::Accept,
    });
    count("refuse", &dispatcher, 100);
    assert_eq!(dispatcher.numbers(), (1..=100).collect::<Vec<_>>());
}

#[test]
fn retry_after_of_the_dispatcher_is_respected() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let times = Arc::clone(&asked);
    let dispatcher = Dispatcher::start(move |nth| {
        times.lock().unwrap().push(Instant::now());
        if nth == 10 { Reaction::RetryAfter(1) } else { Reaction::Accept }
    });
    count("later", &dispatcher, 20);
    assert_eq!(dispatcher.numbers(), (1..=20).collect::<Vec<_>>());
    let asked = asked.lock().unwrap();
    assert!(asked[11] - asked[10] >= Duration::from_secs(1));
}

#[test]
fn retry_after_zero_still_backs_off() {
    let (requests, start) = (Arc::new(Mutex::new(0)), Instant::now());
    let count = Arc::clone(&requests);
    let dispatcher = Dispatcher::start(move |_| {
        *count.lock().unwrap() += 1;
        if start.elapsed() < Duration::from_secs(3) { Reaction::RetryAfter(0) } else { Reaction::Accept }
    });
    let workspace = Workspace::new("storm");
    let mut fixture = Command::new(FIXTURE);
    // Without an ID there is no spool, and an event is retried for a minute.
    let process = workspace.start_with_meta(fixture.arg("run"), dispatcher.address, 1, 0, json!({}));
    assert!(finish(process).0);
    assert_eq!(dispatcher.numbers(), [1]);
    assert!(*requests.lock().unwrap() < 50, "{requests:?} requests");
}

#[test]
#[ignore = "slow: 20 s"]
fn a_hanging_dispatcher_times_out() {
    let dispatcher = Dispatcher::start(|nth| match nth {
        3 => Reaction::Hang(Duration::from_secs(120)),
        _ => Reaction::Accept,
    });
    assert!(count("hang", &dispatcher, 100) < Duration::from_secs(60));
    assert_eq!(dispatcher.numbers(), (1..=100).collect::<Vec<_>>());
}

#[test]
fn no_event_is_lost_when_connections_break() {
    let dispatcher = Dispatcher::start(|nth| match nth % 10 {
        3 => Reaction::Close,
        7 => Reaction::CutResponse,
        _ => Reaction::Accept,
    });
    count("close", &dispatcher, 200);
    assert!(dispatcher.is_complete(200));
    assert_eq!(dispatcher.by_key().len(), 200, "an event that came twice came with its key");
}

#[test]
#[ignore = "slow: 32 s"]
fn no_event_is_lost_while_the_dispatcher_is_down() {
    let workspace = Workspace::new("down");
    let address = unused_address();
    let process = workspace.start(address, 500, 0);
    thread::sleep(Duration::from_secs(30));
    let dispatcher = Dispatcher::listen(address, |_| Reaction::Accept);
    let (success, answer) = finish(process);
    assert!(success, "{answer:#}");
    assert_eq!(dispatcher.numbers(), (1..=500).collect::<Vec<_>>());
}
