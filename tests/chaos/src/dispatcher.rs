//! The dispatcher that the trigger sends its events to.

use crate::Result;
use crate::workspace::number;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What the dispatcher does with events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reaction {
    /// Takes them.
    Take,
    /// Answers 503.
    Unavailable,
    /// Refuses so many for good, with 400, and takes those that follow.
    Reject(u32),
    /// Resets the connection while the event is sent.
    Reset,
    /// Takes them, and leaves before the answer is whole.
    CutAnswer,
    /// Does not listen.
    Away,
}

/// An event that was taken.
pub struct Arrival {
    /// Its number.
    pub number: u64,
    /// Its `Idempotency-Key`.
    pub key: String,
}

/// A dispatcher that listens until the program ends.
#[derive(Clone)]
pub struct Dispatcher {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    reaction: Reaction,
    arrivals: Vec<Arrival>,
}

/// How often it looks whether it should listen.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

impl Dispatcher {
    /// Begins to listen.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let shared = Shared { reaction: Reaction::Take, arrivals: Vec::new() };
        let dispatcher = Self { address: listener.local_addr()?, shared: Arc::new(Mutex::new(shared)) };
        let listening = dispatcher.clone();
        thread::spawn(move || listening.listen(listener));
        Ok(dispatcher)
    }

    /// Where events go.
    pub fn url(&self) -> String {
        format!("http://{}/events", self.address)
    }

    /// Changes what it does with the events that follow.
    pub fn react(&self, reaction: Reaction) {
        self.shared().reaction = reaction;
    }

    /// All events that were taken, in their order.
    pub fn arrivals(&self) -> Vec<Arrival> {
        std::mem::take(&mut self.shared().arrivals)
    }

    /// How many events were taken.
    pub fn count(&self) -> usize {
        self.shared().arrivals.len()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_away(&self) -> bool {
        self.shared().reaction == Reaction::Away
    }

    /// Takes connections, each on a thread of its own. The address is given up while it is away.
    fn listen(&self, mut listener: TcpListener) {
        loop {
            if self.is_away() {
                drop(listener);
                while self.is_away() {
                    thread::sleep(POLL_INTERVAL);
                }
                listener = loop {
                    match TcpListener::bind(self.address) {
                        Ok(listener) => break listener,
                        Err(_) => thread::sleep(POLL_INTERVAL),
                    }
                };
            }
            // It must not wait for a connection, since it may be sent away meanwhile.
            let _ = listener.set_nonblocking(true);
            match listener.accept() {
                Ok((stream, _)) => {
                    let _ = stream.set_nonblocking(false);
                    let dispatcher = self.clone();
                    thread::spawn(move || dispatcher.serve(&stream));
                }
                Err(_) => thread::sleep(POLL_INTERVAL),
            }
        }
    }

    /// One connection, event after event, until one side leaves.
    fn serve(&self, mut stream: &TcpStream) {
        let mut buffer = Vec::new();
        loop {
            // What arrives is not read, so that the connection is reset when it is dropped.
            if self.shared().reaction == Reaction::Reset && stream.peek(&mut [0]).is_ok() {
                return;
            }
            let Some((key, event)) = receive(stream, &mut buffer) else { return };
            let answer = self.answer(key, &event);
            // A client that was killed does not read the answer.
            if answer.is_none_or(|answer| {
                stream.write_all(answer.as_bytes()).is_err() || !answer.ends_with("\r\n\r\n")
            }) {
                return;
            }
        }
    }

    /// The answer to an event; `None` leaves without one.
    fn answer(&self, key: String, event: &Value) -> Option<&'static str> {
        let mut shared = self.shared();
        match shared.reaction {
            Reaction::Reset | Reaction::Away => return None,
            Reaction::Unavailable => return Some("HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"),
            Reaction::Reject(left) => {
                shared.reaction = if left > 1 { Reaction::Reject(left - 1) } else { Reaction::Take };
                return Some("HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n");
            }
            Reaction::Take | Reaction::CutAnswer => {}
        }
        let number = number(event).unwrap_or(0);
        shared.arrivals.push(Arrival { number, key });
        match shared.reaction {
            Reaction::CutAnswer => Some("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            _ => Some("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        }
    }
}

/// The next event on a connection and its key; `None` when the connection ends.
fn receive(mut stream: &TcpStream, buffer: &mut Vec<u8>) -> Option<(String, Value)> {
    loop {
        if let Some(head) = memchr::memmem::find(buffer, b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&buffer[..head]).to_lowercase();
            let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let end = head + 4 + header("content-length:")?.parse::<usize>().ok()?;
            if buffer.len() >= end {
                let key = header("idempotency-key:").unwrap_or_default().to_owned();
                let event = serde_json::from_slice(&buffer[head + 4..end]).ok()?;
                buffer.drain(..end);
                return Some((key, event));
            }
        }
        let mut part = [0; 16384];
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(read) => buffer.extend_from_slice(&part[..read]),
        }
    }
}
