//! A dispatcher that does with each event what a test says.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a dispatcher does with an event.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Reaction {
    Take,
    /// Reads the event and answers with another status.
    Refuse(u16),
    /// Reads the event and asks to be left alone for so many seconds.
    Later(u64),
    /// Reads the event and says nothing more for so long.
    Hang(Duration),
    /// Goes away while the event is being sent.
    Leave,
    /// Takes the event, and goes away before its answer is whole.
    CutAnswer,
}

/// An event that a dispatcher has taken.
struct Taken {
    key: String,
    number: u64,
}

/// A dispatcher, and the numbers of the events that it has taken.
#[derive(Clone)]
pub(crate) struct Dispatcher {
    pub(crate) address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Dispatcher {
    /// Does with the how-many-th event what `plan` says.
    pub(crate) fn start(plan: impl Fn(usize) -> Reaction + Send + Sync + 'static) -> Self {
        Self::listen(TcpListener::bind(("127.0.0.1", 0)).unwrap(), plan)
    }

    pub(crate) fn listen(
        listener: TcpListener,
        plan: impl Fn(usize) -> Reaction + Send + Sync + 'static,
    ) -> Self {
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

    pub(crate) fn taken(&self) -> Vec<u64> {
        self.taken.lock().unwrap().iter().map(|taken| taken.number).collect()
    }

    /// The numbers of those that came with this `Idempotency-Key`.
    pub(crate) fn by_key(&self) -> BTreeMap<String, Vec<u64>> {
        let mut by_key = BTreeMap::<String, Vec<u64>>::new();
        for Taken { key, number } in &*self.taken.lock().unwrap() {
            by_key.entry(key.clone()).or_default().push(*number);
        }
        by_key
    }

    pub(crate) fn is_complete(&self, to: u64) -> bool {
        self.taken().into_iter().collect::<BTreeSet<_>>().into_iter().eq(1..=to)
    }
}

/// One connection, event after event.
fn serve(mut stream: &TcpStream, next: impl Fn() -> Reaction, taken: &Mutex<Vec<Taken>>) {
    let mut buffer = Vec::new();
    while let Some((key, event)) = receive(stream, &mut buffer) {
        let reaction = next();
        if matches!(reaction, Reaction::Take | Reaction::CutAnswer) {
            let number = event["body"]["output"]["number"].as_u64().unwrap();
            taken.lock().unwrap().push(Taken { key, number });
        }
        // Whoever was killed does not read the answer.
        let _ = match reaction {
            Reaction::Take => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            Reaction::Refuse(status) => {
                write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 14\r\n\r\nno\r\nthank\x1b[31m")
            }
            Reaction::Later(seconds) => {
                write!(stream, "HTTP/1.1 429 X\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n")
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

/// The next event on a connection with its key; `None` when it ends. A part of a request that never ends counts as nothing.
fn receive(mut stream: &TcpStream, buffer: &mut Vec<u8>) -> Option<(String, Value)> {
    loop {
        if let Some(head) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&buffer[..head]).to_lowercase();
            let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            let length = header("content-length: ");
            let end = head + 4 + length.parse::<usize>().unwrap();
            if buffer.len() >= end {
                let event = serde_json::from_slice(&buffer[head + 4..end]).unwrap();
                buffer.drain(..end);
                return Some((header("idempotency-key: ").to_owned(), event));
            }
        }
        let mut some = [0; 16384];
        match stream.read(&mut some) {
            Ok(0) | Err(_) => return None,
            Ok(read) => buffer.extend_from_slice(&some[..read]),
        }
    }
}
