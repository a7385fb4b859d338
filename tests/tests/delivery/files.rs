//! The files of a trigger are its own, and what is wrong with them is told at once.

use super::dispatcher::{Dispatcher, Reaction};
use super::workspace::{Workspace, ended};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::process::Command;

#[cfg(unix)]
#[test]
fn all_files_of_a_trigger_are_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new("modes");
    let cache = workspace.0.join("cache");
    // Left by an older version.
    fs::write(cache.join("t-1.json"), "{}").unwrap();
    fs::set_permissions(cache.join("t-1.json"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(cache.join("t-1.spool"), "no record").unwrap();
    let dispatcher = Dispatcher::start(|nth| if nth == 0 { Reaction::Refuse(404) } else { Reaction::Take });
    let mut shell = Command::new("bash");
    shell.args(["-c", "umask 0; exec \"$0\" run", env!("CARGO_BIN_EXE_fixture")]);
    assert!(ended(workspace.start_as(&mut shell, dispatcher.address, 3, 0)).0);
    let mut names: Vec<_> = fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap()).collect();
    names.sort_by_key(fs::DirEntry::file_name);
    for entry in &names {
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
    let endings: Vec<_> = names.iter().map(|entry| entry.path().extension().unwrap().to_owned()).collect();
    assert_eq!(endings, ["dead", "json", "spool", "corrupt-1"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_a_folder_or_a_link_in_the_place_of_a_file_is_an_error_and_no_hang() {
    use std::os::unix::fs::symlink;
    for name in ["t-1.json", "t-1.spool", "t-1.json.new"] {
        for kind in ["pipe", "folder", "link"] {
            let workspace = Workspace::new("irregular");
            let path = workspace.0.join("cache").join(name);
            let target = workspace.0.join("target");
            fs::write(&target, "{}").unwrap();
            match kind {
                "pipe" => assert!(Command::new("mkfifo").arg(&path).status().unwrap().success()),
                "folder" => fs::create_dir(&path).unwrap(),
                _ => symlink(&target, &path).unwrap(),
            }
            let dispatcher = Dispatcher::start(|_| Reaction::Take);
            let (ended_well, answer) = ended(workspace.start(dispatcher.address, 1, 0));
            let error = answer["body"]["error"].as_str().unwrap();
            assert!(!ended_well && error.contains("not a regular file"), "{name}, {kind}: {error}");
            assert_eq!(fs::read(&target).unwrap(), b"{}");
        }
    }
}

#[test]
fn an_id_that_is_no_string_or_there_twice_is_refused() {
    let workspace = Workspace::new("id");
    let dispatcher = Dispatcher::start(|_| Reaction::Take);
    for meta in [json!({"triggerId": 5}), json!({"triggerId": ["t-1"]}), json!({"triggerId": true})] {
        let mut fixture = Command::new(env!("CARGO_BIN_EXE_fixture"));
        let (ended_well, answer) =
            ended(workspace.start_with(fixture.arg("run"), dispatcher.address, 1, 0, meta));
        assert!(!ended_well, "{answer:#}");
        assert_eq!(
            answer["body"]["error"],
            "The key \"triggerId\" of the meta must be a string, and be there once."
        );
    }
    let message = r#"{"version": "v1", "type": "trigger_start", "body": {"trigger": "count", "connection": {},
        "meta": {"triggerId": "t-1", "trigger\u0049d": "t-2"}, "dispatcher": {"url": "http://127.0.0.1:9/"},
        "input": {"to": 1, "padding": 0}}}"#;
    let (ended_well, answer) = ended(workspace.start_text(message));
    assert!(!ended_well && answer["body"]["error"].as_str().unwrap().contains("be there once"), "{answer:#}");
    assert_eq!(dispatcher.taken(), [0; 0]);
}

#[test]
fn a_damaged_byte_costs_one_event_and_each_damage_has_its_copy() {
    let workspace = Workspace::new("damage");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let spool = workspace.0.join("cache/t-1.spool");
    for (round, last) in [10, 20].into_iter().enumerate() {
        let mut process = workspace.start(address, last, 10);
        while workspace.last() < last {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let mut bytes = fs::read(&spool).unwrap();
        let place = match round {
            // In the length of the second record.
            0 => {
                let number = bytes.windows(11).position(|text| text == b"\"number\":2,").unwrap();
                bytes[..number].windows(7).rposition(|text| text == b"{\"body\"").unwrap() - 40
            }
            // In the body of the last.
            _ => bytes.len() - 40,
        };
        bytes[place] ^= 0x80;
        fs::write(&spool, &bytes).unwrap();
    }
    let dispatcher = Dispatcher::listen(TcpListener::bind(address).unwrap(), |_| Reaction::Take);
    let (ended_well, answer): (bool, Value) = ended(workspace.start(address, 20, 10));
    assert!(ended_well, "{answer:#}");
    assert_eq!(dispatcher.taken(), (1..20).filter(|number| *number != 2).collect::<Vec<_>>());
    for copy in ["t-1.spool.corrupt-1", "t-1.spool.corrupt-2"] {
        assert!(fs::metadata(workspace.0.join("cache").join(copy)).unwrap().len() > 0);
    }
}
