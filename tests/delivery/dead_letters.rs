//! Dead letters: rejected events are stored, do not block later events, and can be retried or dropped.

use super::dispatcher::{Dispatcher, Reaction};
use super::trigger::{FIXTURE, Workspace, finish};
use std::fs;
use std::process::Command;
use test_support::{Server, send_signal, wait_until};

/// The fields of the lines of `events list`.
fn listed(workspace: &Workspace) -> Vec<Vec<String>> {
    let list = workspace.events(&["list"]).unwrap();
    list.lines().map(|line| line.splitn(5, ' ').map(str::to_owned).collect()).collect()
}

#[test]
fn a_rejected_event_does_not_block_later_events() {
    let workspace = Workspace::new("refused");
    let statuses = [400, 408, 401, 425, 403, 429, 404, 503, 422];
    let dispatcher = Dispatcher::start(move |nth| match statuses.get(nth) {
        Some(status) => Reaction::Status(*status),
        None => Reaction::Accept,
    });
    let (success, answer) = finish(workspace.start(dispatcher.address, 10, 0));
    assert!(success, "{answer:#}");
    assert_eq!(dispatcher.numbers(), [6, 7, 8, 9, 10]);
    let log = answer["body"]["log"].as_str().unwrap();
    assert!(!log.contains('\x1b'), "{log}");
    let refused: Vec<_> = listed(&workspace).iter().map(|fields| fields[3].clone()).collect();
    assert_eq!(refused, ["400", "401", "403", "404", "422"]);
    assert!(
        workspace.events(&["list"]).unwrap().lines().all(|line| line.ends_with(r#""no\r\nthank\u{1b}[31m""#))
    );
}

#[test]
fn dead_letters_are_retried_with_their_key_or_dropped() {
    let workspace = Workspace::new("retry");
    let dispatcher = Dispatcher::start(|nth| if nth < 3 { Reaction::Status(404) } else { Reaction::Accept });
    assert!(finish(workspace.start(dispatcher.address, 5, 0)).0);
    assert_eq!(dispatcher.numbers(), [4, 5]);
    let keys: Vec<_> = listed(&workspace).into_iter().map(|fields| fields[0].clone()).collect();

    // A file that is no event does not hide the others.
    fs::write(workspace.0.join("cache/t-1.x.dead"), "{}").unwrap();
    assert_eq!(workspace.events(&["drop", &keys[0]]).unwrap(), "1 event dropped\n");
    assert!(workspace.events(&["drop", &keys[0]]).unwrap_err().contains("unknown event"));
    assert!(workspace.events(&["retry", "all"]).unwrap().starts_with("2 events will be sent again"));
    assert_eq!(workspace.events(&["list"]).unwrap(), "");
    assert!(finish(workspace.start(dispatcher.address, 6, 0)).0);
    let mut taken = dispatcher.numbers();
    taken.sort_unstable();
    assert_eq!(taken, [2, 3, 4, 5, 6]);
    let by_key = dispatcher.by_key();
    assert_eq!((&by_key[&keys[1]], &by_key[&keys[2]]), (&vec![2], &vec![3]));
}

#[test]
fn metrics_count_dead_letters() {
    let workspace = Workspace::new("metrics");
    let dispatcher = Dispatcher::start(|_| Reaction::Status(410));
    assert!(finish(workspace.start(dispatcher.address, 3, 0)).0);
    let workspace_variable = [("FIXTURE_WORKSPACE", workspace.0.to_str().unwrap())];
    let text = Server::start(FIXTURE, &[], &workspace_variable).get("/metrics").body;
    assert!(text.contains("plugin_dead_letters 3\n"), "{text}");
}

#[test]
fn a_sleeping_trigger_sends_retried_dead_letters() {
    let workspace = Workspace::new("running");
    let dispatcher = Dispatcher::start(|nth| if nth == 0 { Reaction::Status(404) } else { Reaction::Accept });
    let mut fixture = Command::new(FIXTURE);
    // It sleeps after the last event.
    let mut process =
        workspace.start_command(fixture.arg("run").env("FIXTURE_SLEEP", "1"), dispatcher.address, 2, 0);
    wait_until("the dispatcher has the events", || dispatcher.numbers() == [2]);
    workspace.events(&["retry", "all"]).unwrap();
    wait_until("the dispatcher has the events", || dispatcher.numbers() == [2, 1]);
    send_signal("TERM", process.id());
    assert!(process.wait().unwrap().success());
    let left: Vec<_> = fs::read_dir(workspace.0.join("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".retry") || name.ends_with(".dead"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
