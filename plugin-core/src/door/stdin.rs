//! One message from stdin, one answer on stdout.

use crate::engine::{Caller, Engine, Mode};
use crate::message::Message;
use serde_json::json;
use std::io::{Read, Write};
use std::process::ExitCode;

/// The longest message taken, in bytes.
const LONGEST: u64 = 64 << 20;

/// Answers the message on stdin. The exit code is 0 only if all went well.
pub(super) fn answer(engine: &Engine, mode: Mode) -> ExitCode {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes);
    let (status, body) = match read {
        Ok(length) if length as u64 > LONGEST => {
            malformed(&format!("The message is longer than {LONGEST} bytes."))
        }
        Err(error) => malformed(&format!("The message cannot be read: {error}.")),
        Ok(_) => match Message::parse(&bytes) {
            Ok(message) => run(engine, &message, mode),
            Err(error) => malformed(&error.to_string()),
        },
    };
    let written = std::io::stdout().lock().write_all(&body);
    if status == 200 && written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(engine: &Engine, message: &Message<'_>, mode: Mode) -> (u16, Vec<u8>) {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let reply = runtime.block_on(engine.handle(message, mode, Caller::default()));
            // What a step has left behind in another thread must not keep the process.
            runtime.shutdown_background();
            (reply.status, reply.body)
        }
        Err(error) => malformed(&format!("The runtime cannot be started: {error}.")),
    }
}

fn malformed(error: &str) -> (u16, Vec<u8>) {
    eprintln!("{error}");
    let body = json!({"error": error, "log": "", "meta": {}, "status": "error"});
    (400, format!("{}\n", json!({"body": body, "type": null, "version": "v1"})).into_bytes())
}
