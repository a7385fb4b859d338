//! One message from stdin, one answer on stdout.

#[cfg(feature = "api")]
use crate::delivery::{Receiver, Start};
use crate::engine::{Caller, Engine, Mode};
use crate::log::report;
#[cfg(feature = "api")]
use crate::message::Kind;
use crate::message::{Message, Reply};
use crate::request_id::RequestId;
#[cfg(feature = "api")]
use crate::signal::{Abort, End};
use serde_json::json;
use std::io::{Read, Write};
use std::process::ExitCode;
#[cfg(feature = "api")]
use std::time::Duration;

/// The longest message taken, in bytes.
const LONGEST: u64 = 64 << 20;

/// How long a trigger may take to end: longer than it needs to finish its event and to send those that wait, so that only one
/// that blocks its thread is cut off.
#[cfg(feature = "api")]
const TRIGGER_GRACE: Duration = Duration::from_secs(90);

/// What is to be done with the message.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "api"), allow(dead_code))]
pub(super) enum Order {
    Run {
        /// The events of a trigger go to stdout, where they can be seen.
        show_events: bool,
    },
    Test,
}

/// Answers the message on stdin. The exit code is 0 only if all went well.
pub(super) fn answer(engine: &Engine, order: Order) -> ExitCode {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes);
    let (status, body) = match read {
        Ok(length) if length as u64 > LONGEST => {
            malformed(&format!("The message is longer than {LONGEST} bytes."))
        }
        Err(error) => malformed(&format!("The message cannot be read: {error}.")),
        Ok(_) => match Message::parse(&bytes) {
            Ok(message) => run(engine, &message, order),
            Err(error) => malformed(&error.to_string()),
        },
    };
    let written = std::io::stdout().lock().write_all(&body);
    if status == 200 && written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(engine: &Engine, message: &Message<'_>, order: Order) -> (u16, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let reply = runtime.and_then(|runtime| {
        let reply = runtime.block_on(async {
            let reply = obey(engine, message, order).await;
            engine.end().await;
            reply
        });
        // What a step has left behind in another thread must not keep the process.
        runtime.shutdown_background();
        reply
    });
    match reply {
        Ok(reply) => (reply.status, reply.body),
        Err(error) => malformed(&format!("The runtime cannot be started: {error}.")),
    }
}

async fn obey(engine: &Engine, message: &Message<'_>, order: Order) -> std::io::Result<Reply> {
    let request_id = RequestId::random();
    let caller = Caller { request_id: request_id.as_str(), ..Caller::default() };
    let mode = match order {
        Order::Test => Mode::Test,
        #[cfg(feature = "api")]
        Order::Run { show_events } if message.kind() == Some(Kind::Trigger) => {
            let receiver = if show_events { Receiver::Stdout } else { Receiver::Dispatcher };
            let start = Start { receiver, end: End::of_process(TRIGGER_GRACE, report_abort)? };
            return Ok(engine.handle(message, Mode::Start(&start), caller).await);
        }
        Order::Run { .. } => Mode::Run,
    };
    Ok(engine.handle(message, mode, caller).await)
}

#[cfg(feature = "api")]
fn report_abort(abort: Abort) {
    match abort {
        Abort::SecondSignal => tracing::error!("second signal: aborting the trigger"),
        Abort::Blocked => {
            tracing::error!(
                "still there after the grace period: aborting the trigger, which blocks its thread"
            )
        }
    }
}

fn malformed(error: &str) -> (u16, Vec<u8>) {
    report(error);
    let body = json!({"error": error, "log": "", "meta": {}, "status": "error"});
    (400, format!("{}\n", json!({"body": body, "type": null, "version": "v1"})).into_bytes())
}
