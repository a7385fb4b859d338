//! Triggers that are killed or terminated, and started again.

use super::dispatcher::{Dispatcher, Reaction};
use super::trigger::{Workspace, finish, kill};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use test_support::send_signal;

#[test]
#[ignore = "slow: 21 s"]
fn no_event_is_lost_in_fifty_kills() {
    const TO: u64 = 10_000;
    let workspace = Workspace::new("kill");
    let (takes, mut kept) = (Arc::new(AtomicBool::new(true)), 0);
    let now = Arc::clone(&takes);
    let dispatcher = Dispatcher::start(move |_| match now.load(Ordering::SeqCst) {
        true => Reaction::Accept,
        false => Reaction::Status(503),
    });
    for round in 0..50 {
        // In half of the rounds the dispatcher rejects events, so that the spool has some when the process is killed.
        takes.store(round % 4 < 2, Ordering::SeqCst);
        let goal = workspace.last_number() + 30 + round * 37 % 120;
        let process = workspace.start(dispatcher.address, TO, 0);
        while workspace.last_number() < goal {
            thread::sleep(Duration::from_micros(300));
        }
        kill(process);
        let spool = std::fs::metadata(workspace.0.join("cache/t-1.spool"));
        kept += usize::from(spool.is_ok_and(|spool| spool.len() > 0));
    }
    assert!(kept >= 20, "in {kept} rounds only something was kept on disk");
    takes.store(true, Ordering::SeqCst);
    assert!(workspace.last_number() < TO, "it was killed while it worked");
    let (success, answer) = finish(workspace.start(dispatcher.address, TO, 0));
    assert!(success, "{answer:#}");
    assert!(dispatcher.is_complete(TO));
    let repeated = dispatcher.numbers().len() as u64 - TO;
    println!("{repeated} of {TO} events came more than once");
}

#[test]
fn a_terminated_trigger_exits_cleanly_and_resumes() {
    let workspace = Workspace::new("end");
    let dispatcher = Dispatcher::start(|_| Reaction::Accept);
    let process = workspace.start(dispatcher.address, 1_000_000, 0);
    workspace.wait_for(50);
    send_signal("TERM", process.id());
    let (success, answer) = finish(process);
    assert!(success, "{answer:#}");
    assert_eq!(answer["body"]["output"], Value::Null);
    let last = workspace.last_number();
    assert!(finish(workspace.start(dispatcher.address, last + 10, 0)).0);
    assert!(dispatcher.is_complete(last + 10));
}
