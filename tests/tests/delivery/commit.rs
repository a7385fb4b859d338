//! What is committed with a state is sent under one key, whenever the process is killed.

use super::dispatcher::{Dispatcher, Reaction};
use super::workspace::{Workspace, ended};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

fn start(workspace: &Workspace, address: SocketAddr, to: u64) -> Child {
    let mut fixture = Command::new(env!("CARGO_BIN_EXE_fixture"));
    workspace.start_as(fixture.arg("run").env("FIXTURE_COMMIT", "1"), address, to, 0)
}

/// The keys of each number.
fn keys(dispatcher: &Dispatcher) -> BTreeMap<u64, Vec<String>> {
    let mut keys = BTreeMap::<u64, Vec<String>>::new();
    for (key, mut numbers) in dispatcher.by_key() {
        numbers.dedup();
        numbers.into_iter().for_each(|number| keys.entry(number).or_default().push(key.clone()));
    }
    keys
}

#[test]
fn killed_at_any_time_a_trigger_that_commits_repeats_no_event_under_another_key() {
    const TO: u64 = 100_000;
    let workspace = Workspace::new("commit");
    let takes = Arc::new(AtomicBool::new(true));
    let now = Arc::clone(&takes);
    let dispatcher = Dispatcher::start(move |_| match now.load(Ordering::SeqCst) {
        true => Reaction::Take,
        false => Reaction::Refuse(503),
    });
    for round in 0..60 {
        takes.store(round % 4 < 2, Ordering::SeqCst);
        let goal = workspace.last() + 10 + round * 37 % 60;
        let mut process = start(&workspace, dispatcher.address, TO);
        while workspace.last() < goal {
            thread::sleep(Duration::from_micros(100 + round * 13));
        }
        process.kill().unwrap();
        process.wait().unwrap();
    }
    takes.store(true, Ordering::SeqCst);
    let last = workspace.last() + 10;
    let (ended_well, answer) = ended(start(&workspace, dispatcher.address, last));
    assert!(ended_well, "{answer:#}");
    assert!(dispatcher.is_complete(last), "none is lost");
    let twice: Vec<_> = keys(&dispatcher).into_iter().filter(|(_, keys)| keys.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    println!("{} of {last} events came more than once", dispatcher.taken().len() as u64 - last);
}

#[test]
fn a_state_that_was_committed_and_not_written_is_there_at_the_next_start() {
    let workspace = Workspace::new("behind");
    let cache = workspace.0.join("cache");
    fs::write(cache.join("t-1.json"), "{}").unwrap();
    // In the place of the file that is to become the state file.
    fs::create_dir(cache.join("t-1.json.new")).unwrap();
    let dispatcher = Dispatcher::start(|_| Reaction::Take);
    let (ended_well, answer) = ended(start(&workspace, dispatcher.address, 3));
    assert!(
        !ended_well && answer.to_string().contains("The state file t-1.json cannot be used"),
        "{answer:#}"
    );
    assert_eq!((dispatcher.taken(), workspace.last()), (vec![1], 0));

    fs::remove_dir(cache.join("t-1.json.new")).unwrap();
    let (ended_well, answer) = ended(start(&workspace, dispatcher.address, 3));
    assert!(ended_well, "{answer:#}");
    assert_eq!((dispatcher.taken(), workspace.last()), (vec![1, 1, 2, 3], 3));
    assert!(keys(&dispatcher).values().all(|keys| keys.len() == 1));
}

#[test]
fn a_state_that_is_saved_behind_committed_events_is_the_one_that_counts() {
    let workspace = Workspace::new("newest");
    let dispatcher = Dispatcher::start(|_| Reaction::Refuse(503));
    let mut process = start(&workspace, dispatcher.address, 5);
    while workspace.last() < 5 {
        thread::sleep(Duration::from_millis(1));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    // Its states go behind those that were committed.
    let mut process = workspace.start(dispatcher.address, 9, 0);
    while workspace.last() < 9 {
        thread::sleep(Duration::from_millis(1));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    let dispatcher = Dispatcher::start(|_| Reaction::Take);
    assert!(ended(start(&workspace, dispatcher.address, 10)).0);
    assert_eq!(dispatcher.taken(), (1..=10).collect::<Vec<_>>());
}
