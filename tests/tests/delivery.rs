//! Every event reaches the dispatcher, in its order, whatever the dispatcher, the disk and the process come to.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What a dispatcher does with an event.
#[derive(Clone, Copy, PartialEq)]
enum Reaction {
    Take,
    /// Reads the event and answers with another status.
    Refuse(u16),
    /// Reads the event and asks to be left alone for a second.
    Later,
    /// Reads the event and says nothing more for so long.
    Hang(Duration),
    /// Goes away while the event is being sent.
    Leave,
    /// Takes the event, and goes away before its answer is whole.
    CutAnswer,
}

/// A dispatcher, and the numbers of the events that it has taken.
#[derive(Clone)]
struct Dispatcher {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<u64>>>,
}

impl Dispatcher {
    /// Does with the how-many-th event what `plan` says.
    fn start(plan: impl Fn(usize) -> Reaction + Send + Sync + 'static) -> Self {
        Self::listen(TcpListener::bind(("127.0.0.1", 0)).unwrap(), plan)
    }

    fn listen(listener: TcpListener, plan: impl Fn(usize) -> Reaction + Send + Sync + 'static) -> Self {
        let dispatcher = Self { address: listener.local_addr().unwrap(), taken: Arc::default() };
        let (taken, plan, count) =
            (Arc::clone(&dispatcher.taken), Arc::new(plan), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (taken, plan, count) = (Arc::clone(&taken), Arc::clone(&plan), Arc::clone(&count));
                thread::spawn(move || serve(&stream, || plan(count.fetch_add(1, Ordering::SeqCst)), &taken));
            }
        });
        dispatcher
    }

    fn taken(&self) -> Vec<u64> {
        self.taken.lock().unwrap().clone()
    }

    fn is_complete(&self, to: u64) -> bool {
        self.taken().into_iter().collect::<BTreeSet<_>>().into_iter().eq(1..=to)
    }
}

/// One connection, event after event.
fn serve(mut stream: &TcpStream, next: impl Fn() -> Reaction, taken: &Mutex<Vec<u64>>) {
    let mut buffer = Vec::new();
    while let Some(event) = receive(stream, &mut buffer) {
        let reaction = next();
        if matches!(reaction, Reaction::Take | Reaction::CutAnswer) {
            taken.lock().unwrap().push(event["body"]["output"]["number"].as_u64().unwrap());
        }
        // Whoever was killed does not read the answer.
        let _ = match reaction {
            Reaction::Take => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            Reaction::Refuse(status) => write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n"),
            Reaction::Later => {
                write!(stream, "HTTP/1.1 429 X\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
            }
            Reaction::CutAnswer => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            Reaction::Hang(time) => {
                thread::sleep(time);
                return;
            }
            Reaction::Leave => return,
        };
        if reaction == Reaction::CutAnswer {
            return;
        }
    }
}

/// The next event on a connection; `None` when it ends. A part of a request that never ends counts as nothing.
fn receive(mut stream: &TcpStream, buffer: &mut Vec<u8>) -> Option<Value> {
    loop {
        if let Some(head) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&buffer[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            let end = head + 4 + length.parse::<usize>().unwrap();
            if buffer.len() >= end {
                let event = serde_json::from_slice(&buffer[head + 4..end]).unwrap();
                buffer.drain(..end);
                return Some(event);
            }
        }
        let mut some = [0; 16384];
        match stream.read(&mut some) {
            Ok(0) | Err(_) => return None,
            Ok(read) => buffer.extend_from_slice(&some[..read]),
        }
    }
}

/// A folder in the place of `/workspace`. In memory where that can be had: a process that is killed loses nothing there.
struct Workspace(PathBuf);

impl Workspace {
    fn new(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = base.join(format!("fixture-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("cache")).unwrap();
        Self(folder)
    }

    /// The number that was sent last, as the state file tells, which can be read at any time.
    fn last(&self) -> u64 {
        match std::fs::read(self.0.join("cache/t-1.json")) {
            Ok(text) => {
                let state: Value =
                    serde_json::from_slice(&text).expect("the state file is whole at any time");
                state["last"].as_u64().unwrap_or(0)
            }
            Err(_) => 0,
        }
    }

    fn start(&self, address: SocketAddr, to: u64, padding: usize) -> Child {
        self.start_as(Command::new(env!("CARGO_BIN_EXE_fixture")).arg("run"), address, to, padding)
    }

    fn start_as(&self, command: &mut Command, address: SocketAddr, to: u64, padding: usize) -> Child {
        let message = json!({"version": "v1", "type": "trigger_start", "body": {
            "trigger": "count", "meta": {"triggerId": "t-1"}, "connection": {},
            "dispatcher": {"url": format!("http://{address}/events")},
            "input": {"to": to, "padding": padding},
        }});
        command
            .env("FIXTURE_WORKSPACE", &self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(message.to_string().as_bytes()).unwrap();
        process
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn ended(process: Child) -> (bool, Value) {
    let output = process.wait_with_output().unwrap();
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

/// Counts to `to` and says how long that took.
fn count(name: &str, dispatcher: &Dispatcher, to: u64) -> Duration {
    let (workspace, start) = (Workspace::new(name), Instant::now());
    let (ended_well, answer) = ended(workspace.start(dispatcher.address, to, 0));
    assert!(ended_well, "{answer:#}");
    start.elapsed()
}

#[test]
fn a_dispatcher_that_refuses_gets_every_event_in_its_order_in_the_end() {
    let (statuses, start) = ([500, 503, 404, 429, 302], Instant::now());
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
        if nth == 10 { Reaction::Later } else { Reaction::Take }
    });
    count("later", &dispatcher, 20);
    assert_eq!(dispatcher.taken(), (1..=20).collect::<Vec<_>>());
    let asked = asked.lock().unwrap();
    assert!(asked[11] - asked[10] >= Duration::from_secs(1));
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
