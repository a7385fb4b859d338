//! The dispatcher of the trigger.

use crate::error::Result;
use crate::workspace::number;
use serde_json::Value;
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use test_support::http::read_request;

/// The reaction of the dispatcher to events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reaction {
    /// Accepts them.
    Accept,
    /// Responds with 503.
    Unavailable,
    /// Rejects this many with 400, and accepts the next ones.
    Reject(u32),
    /// Resets the connection while the event is sent.
    Reset,
    /// Accepts them, and closes the connection in the middle of the response.
    CutResponse,
    /// Does not listen.
    Away,
}

/// An event that was accepted.
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

/// Between two looks whether it should listen.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

impl Dispatcher {
    /// Starts to listen.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let shared = Shared { reaction: Reaction::Accept, arrivals: Vec::new() };
        let dispatcher = Self { address: listener.local_addr()?, shared: Arc::new(Mutex::new(shared)) };
        let listening = dispatcher.clone();
        thread::spawn(move || listening.listen(listener));
        Ok(dispatcher)
    }

    /// The URL for events.
    pub fn url(&self) -> String {
        format!("http://{}/events", self.address)
    }

    /// Changes the reaction to the next events.
    pub fn react(&self, reaction: Reaction) {
        self.shared().reaction = reaction;
    }

    /// All accepted events, in order.
    pub fn arrivals(&self) -> Vec<Arrival> {
        std::mem::take(&mut self.shared().arrivals)
    }

    /// The number of accepted events.
    pub fn count(&self) -> usize {
        self.shared().arrivals.len()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_away(&self) -> bool {
        self.shared().reaction == Reaction::Away
    }

    /// Accepts connections, each on its own thread. It closes the listener while it is away.
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
            // It must not block, since the reaction may change meanwhile.
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

    /// Serves one connection, event after event, until one side closes it.
    fn serve(&self, mut stream: &TcpStream) {
        let mut buffer = Vec::new();
        loop {
            // An unread request makes the operating system reset the connection when it is dropped.
            if self.shared().reaction == Reaction::Reset && stream.peek(&mut [0]).is_ok() {
                return;
            }
            let Some(request) = read_request(stream, &mut buffer) else { return };
            let Ok(event) = serde_json::from_slice(&request.body) else { return };
            let key = request.header("idempotency-key").unwrap_or_default().to_owned();
            let response = self.respond(key, &event);
            // A client that was killed does not read the response.
            if response.is_none_or(|response| {
                stream.write_all(response.as_bytes()).is_err() || !response.ends_with("\r\n\r\n")
            }) {
                return;
            }
        }
    }

    /// The response to an event; `None` closes the connection.
    fn respond(&self, key: String, event: &Value) -> Option<&'static str> {
        let mut shared = self.shared();
        match shared.reaction {
            Reaction::Reset | Reaction::Away => return None,
            Reaction::Unavailable => return Some("HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"),
            Reaction::Reject(left) => {
                shared.reaction = if left > 1 { Reaction::Reject(left - 1) } else { Reaction::Accept };
                return Some("HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n");
            }
            Reaction::Accept | Reaction::CutResponse => {}
        }
        let number = number(event).unwrap_or(0);
        shared.arrivals.push(Arrival { number, key });
        match shared.reaction {
            Reaction::CutResponse => Some("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            _ => Some("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        }
    }
}
