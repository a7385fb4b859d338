//! Commits: events that are committed with a state keep their key, whenever the process is killed.

use super::dispatcher::{Dispatcher, Reaction};
use super::trigger::{FIXTURE, Workspace, finish, kill};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

fn start(workspace: &Workspace, address: SocketAddr, to: u64) -> Child {
    let mut fixture = Command::new(FIXTURE);
    workspace.start_command(fixture.arg("run").env("FIXTURE_COMMIT", "1"), address, to, 0)
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
fn commits_survive_kills_without_a_second_key_for_an_event() {
    const TO: u64 = 100_000;
    let workspace = Workspace::new("commit");
    let takes = Arc::new(AtomicBool::new(true));
    let now = Arc::clone(&takes);
    let dispatcher = Dispatcher::start(move |_| match now.load(Ordering::SeqCst) {
        true => Reaction::Accept,
        false => Reaction::Status(503),
    });
    for round in 0..60 {
        takes.store(round % 4 < 2, Ordering::SeqCst);
        let goal = workspace.last_number() + 10 + round * 37 % 60;
        let process = start(&workspace, dispatcher.address, TO);
        while workspace.last_number() < goal {
            thread::sleep(Duration::from_micros(100 + round * 13));
        }
        kill(process);
    }
    takes.store(true, Ordering::SeqCst);
    let last = workspace.last_number() + 10;
    let (success, answer) = finish(start(&workspace, dispatcher.address, last));
    assert!(success, "{answer:#}");
    assert!(dispatcher.is_complete(last), "none is lost");
    let twice: Vec<_> = keys(&dispatcher).into_iter().filter(|(_, keys)| keys.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    println!("{} of {last} events came more than once", dispatcher.numbers().len() as u64 - last);
}

#[test]
fn a_committed_state_is_restored_at_the_next_start() {
    let workspace = Workspace::new("behind");
    let cache = workspace.0.join("cache");
    fs::write(cache.join("t-1.json"), "{}").unwrap();
    // A folder in the place of the new state file.
    fs::create_dir(cache.join("t-1.json.new")).unwrap();
    let dispatcher = Dispatcher::start(|_| Reaction::Accept);
    let (success, answer) = finish(start(&workspace, dispatcher.address, 3));
    assert!(!success && answer.to_string().contains("The state file t-1.json cannot be used"), "{answer:#}");
    assert_eq!((dispatcher.numbers(), workspace.last_number()), (vec![1], 0));

    fs::remove_dir(cache.join("t-1.json.new")).unwrap();
    let (success, answer) = finish(start(&workspace, dispatcher.address, 3));
    assert!(success, "{answer:#}");
    assert_eq!((dispatcher.numbers(), workspace.last_number()), (vec![1, 1, 2, 3], 3));
    assert!(keys(&dispatcher).values().all(|keys| keys.len() == 1));
}

#[test]
fn a_state_saved_after_a_commit_wins() {
    let workspace = Workspace::new("newest");
    let dispatcher = Dispatcher::start(|_| Reaction::Status(503));
    let process = start(&workspace, dispatcher.address, 5);
    workspace.wait_for(5);
    kill(process);
    // Its states follow the committed ones.
    let process = workspace.start(dispatcher.address, 9, 0);
    workspace.wait_for(9);
    kill(process);
    let dispatcher = Dispatcher::start(|_| Reaction::Accept);
    assert!(finish(start(&workspace, dispatcher.address, 10)).0);
    assert_eq!(dispatcher.numbers(), (1..=10).collect::<Vec<_>>());
}
