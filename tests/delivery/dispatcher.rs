//! A dispatcher that reacts to each event as a test plans.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use test_support::http::read_request;

/// The reaction of a dispatcher to an event.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Reaction {
    Accept,
    /// Reads the event and responds with another status.
    Status(u16),
    /// Reads the event and responds with 429 and this many seconds in `Retry-After`.
    RetryAfter(u64),
    /// Reads the event and stays silent for this time.
    Hang(Duration),
    /// Closes the connection without a response.
    Close,
    /// Accepts the event, and closes the connection in the middle of the response.
    CutResponse,
}

/// An event that a dispatcher accepted.
struct Event {
    key: String,
    number: u64,
}

/// A dispatcher, and the events that it accepted.
#[derive(Clone)]
pub(crate) struct Dispatcher {
    pub(crate) address: SocketAddr,
    accepted: Arc<Mutex<Vec<Event>>>,
}

impl Dispatcher {
    /// Starts a dispatcher whose reaction to the nth event is `plan(n)`.
    pub(crate) fn start(plan: impl Fn(usize) -> Reaction + Send + Sync + 'static) -> Self {
        Self::listen(([127, 0, 0, 1], 0).into(), plan)
    }

    /// Starts a dispatcher at an address.
    pub(crate) fn listen(
        address: SocketAddr,
        plan: impl Fn(usize) -> Reaction + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let dispatcher = Self { address: listener.local_addr().unwrap(), accepted: Arc::default() };
        let (accepted, plan, count) =
            (Arc::clone(&dispatcher.accepted), Arc::new(plan), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (accepted, plan, count) = (Arc::clone(&accepted), Arc::clone(&plan), Arc::clone(&count));
                thread::spawn(move || {
                    serve(&stream, || plan(count.fetch_add(1, Ordering::SeqCst)), &accepted)
                });
            }
        });
        dispatcher
    }

    /// The numbers of the accepted events, in order.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        self.accepted.lock().unwrap().iter().map(|event| event.number).collect()
    }

    /// The numbers of the accepted events by their `Idempotency-Key`.
    pub(crate) fn by_key(&self) -> BTreeMap<String, Vec<u64>> {
        let mut by_key = BTreeMap::<String, Vec<u64>>::new();
        for Event { key, number } in &*self.accepted.lock().unwrap() {
            by_key.entry(key.clone()).or_default().push(*number);
        }
        by_key
    }

    /// Whether each number up to `to` was accepted.
    pub(crate) fn is_complete(&self, to: u64) -> bool {
        self.numbers().into_iter().collect::<BTreeSet<_>>().into_iter().eq(1..=to)
    }
}

/// Serves one connection, event after event.
fn serve(mut stream: &TcpStream, next: impl Fn() -> Reaction, accepted: &Mutex<Vec<Event>>) {
    let mut buffer = Vec::new();
    while let Some(request) = read_request(stream, &mut buffer) {
        let key = request.header("idempotency-key").unwrap().to_owned();
        let event: Value = serde_json::from_slice(&request.body).unwrap();
        let reaction = next();
        if matches!(reaction, Reaction::Accept | Reaction::CutResponse) {
            let number = event["body"]["output"]["number"].as_u64().unwrap();
            accepted.lock().unwrap().push(Event { key, number });
        }
        // A trigger that was killed does not read the response.
        let _ = match reaction {
            Reaction::Accept => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            Reaction::Status(status) => {
                write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 14\r\n\r\nno\r\nthank\x1b[31m")
            }
            Reaction::RetryAfter(seconds) => {
                write!(stream, "HTTP/1.1 429 X\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n")
            }
            Reaction::CutResponse => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            Reaction::Hang(time) => {
                thread::sleep(time);
                return;
            }
            Reaction::Close => return,
        };
        if reaction == Reaction::CutResponse {
            return;
        }
    }
}
