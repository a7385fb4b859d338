//! The files of a trigger: permissions, names, damage, and a full disk.

use super::dispatcher::{Dispatcher, Reaction};
use super::trigger::{FIXTURE, Workspace, finish, kill};
use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use test_support::unused_address;

#[cfg(unix)]
#[test]
fn files_of_a_trigger_have_mode_600() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new("modes");
    let cache = workspace.0.join("cache");
    // Files of an older version.
    fs::write(cache.join("t-1.json"), "{}").unwrap();
    fs::set_permissions(cache.join("t-1.json"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(cache.join("t-1.spool"), "no record").unwrap();
    let dispatcher = Dispatcher::start(|nth| if nth == 0 { Reaction::Status(404) } else { Reaction::Accept });
    let mut shell = Command::new("bash");
    shell.args(["-c", "umask 0; exec \"$0\" run", FIXTURE]);
    assert!(finish(workspace.start_command(&mut shell, dispatcher.address, 3, 0)).0);
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
fn irregular_files_are_an_error() {
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
            let dispatcher = Dispatcher::start(|_| Reaction::Accept);
            let (success, answer) = finish(workspace.start(dispatcher.address, 1, 0));
            let error = answer["body"]["error"].as_str().unwrap();
            assert!(!success && error.contains("not a regular file"), "{name}, {kind}: {error}");
            assert_eq!(fs::read(&target).unwrap(), b"{}");
        }
    }
}

#[test]
fn an_invalid_trigger_id_is_rejected() {
    let workspace = Workspace::new("id");
    let dispatcher = Dispatcher::start(|_| Reaction::Accept);
    for meta in [json!({"triggerId": 5}), json!({"triggerId": ["t-1"]}), json!({"triggerId": true})] {
        let mut fixture = Command::new(FIXTURE);
        let (success, answer) =
            finish(workspace.start_with_meta(fixture.arg("run"), dispatcher.address, 1, 0, meta));
        assert!(!success, "{answer:#}");
        assert_eq!(
            answer["body"]["error"],
            "The key \"triggerId\" of the meta must be a string and must occur once."
        );
    }
    let message = r#"{"version": "v1", "type": "trigger_start", "body": {"trigger": "count", "connection": {},
        "meta": {"triggerId": "t-1", "trigger\u0049d": "t-2"}, "dispatcher": {"url": "http://127.0.0.1:9/"},
        "input": {"to": 1, "padding": 0}}}"#;
    let (success, answer) = finish(workspace.start_text(message));
    assert!(!success && answer["body"]["error"].as_str().unwrap().contains("must occur once"), "{answer:#}");
    assert_eq!(dispatcher.numbers(), [0; 0]);
}

#[test]
fn a_trigger_id_that_is_no_file_name_is_rejected() {
    let workspace = Workspace::new("id-name");
    let dispatcher = Dispatcher::start(|_| Reaction::Accept);
    let run = |id: &str| {
        let mut fixture = Command::new(FIXTURE);
        let meta = json!({ "triggerId": id });
        finish(workspace.start_with_meta(fixture.arg("run"), dispatcher.address, 1, 0, meta))
    };
    for id in ["", ".t", "../t", "a/b", "a b", "é", &"x".repeat(201)] {
        let (success, reply) = run(id);
        let error = reply["body"]["error"].as_str().unwrap();
        assert!(!success && error.contains("must be 1 to 200 letters"), "{id:?}: {reply:#}");
    }
    assert_eq!(dispatcher.numbers(), [0; 0]);
    assert_eq!(fs::read_dir(workspace.0.join("cache")).unwrap().count(), 0);
    let (success, reply) = run(&"x".repeat(200));
    assert!(success, "{reply:#}");
}

#[test]
fn a_missing_state_folder_is_named_in_the_error() {
    let workspace = Workspace::new("no-folder");
    fs::remove_dir(workspace.0.join("cache")).unwrap();
    let missing = workspace.0.join("missing");
    let dispatcher = Dispatcher::start(|_| Reaction::Accept);
    let options = ["--state-dir", missing.to_str().unwrap()];
    for (options, folder) in [(&[][..], workspace.0.join("cache")), (&options, missing.clone())] {
        let mut fixture = Command::new(FIXTURE);
        let process = workspace.start_command(fixture.arg("run").args(options), dispatcher.address, 1, 0);
        let (success, reply) = finish(process);
        let error = reply["body"]["error"].as_str().unwrap();
        assert!(!success, "{reply:#}");
        let start = format!("The folder {} for the state", folder.display());
        assert!(error.contains(&start) && error.contains("--state-dir"), "{error}");
    }
    assert_eq!(dispatcher.numbers(), [0; 0]);
    // With the folder the same command works.
    fs::create_dir(&missing).unwrap();
    let mut fixture = Command::new(FIXTURE);
    let command = fixture.arg("run").args(options);
    assert!(finish(workspace.start_command(command, dispatcher.address, 1, 0)).0);
    assert!(missing.join("t-1.json").is_file());
}

#[test]
fn a_corrupt_byte_loses_one_event_and_the_spool_is_copied() {
    let workspace = Workspace::new("damage");
    let address = unused_address();
    let spool = workspace.0.join("cache/t-1.spool");
    for (round, last) in [10, 20].into_iter().enumerate() {
        let process = workspace.start(address, last, 10);
        workspace.wait_for(last);
        kill(process);
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
    let dispatcher = Dispatcher::listen(address, |_| Reaction::Accept);
    let (success, answer): (bool, Value) = finish(workspace.start(address, 20, 10));
    assert!(success, "{answer:#}");
    assert_eq!(dispatcher.numbers(), (1..20).filter(|number| *number != 2).collect::<Vec<_>>());
    for copy in ["t-1.spool.corrupt-1", "t-1.spool.corrupt-2"] {
        assert!(fs::metadata(workspace.0.join("cache").join(copy)).unwrap().len() > 0);
    }
}

/// No file of the process may grow beyond 64 KiB, as if the disk were full.
#[cfg(unix)]
#[test]
#[ignore = "slow: 9 s"]
fn a_full_disk_is_an_error_and_loses_no_event() {
    let workspace = Workspace::new("full");
    let address = unused_address();
    let mut shell = Command::new("bash");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" run", FIXTURE]);
    let (success, answer) = finish(workspace.start_command(&mut shell, address, 1000, 1000));
    let error = answer["body"]["error"].as_str().unwrap();
    assert!(!success && error.contains("The spool of the trigger cannot be used"), "{answer:#}");
    let kept = workspace.last_number();
    assert!((40..64).contains(&kept), "{kept} events were kept");
    let dispatcher = Dispatcher::listen(address, |_| Reaction::Accept);
    assert!(finish(workspace.start(address, 1000, 1000)).0);
    assert_eq!(dispatcher.numbers(), (1..=1000).collect::<Vec<_>>());
}
