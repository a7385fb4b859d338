//! One message from stdin, one answer on stdout.

use crate::output::print;
use plugin_engine::MessageKind;
use plugin_engine::job;
use plugin_engine::log::report;
use plugin_engine::signal::{Abort, ShutdownSignal};
use plugin_engine::{Engine, RequestMeta};
use plugin_engine::{Message, Reply};
use plugin_engine::{SinkKind, Start};
use plugin_run::RequestId;
use plugin_run::secrets::WipedBuffer;
use serde_json::json;
use std::fmt::Display;
use std::io::{self, Read};
use std::process::ExitCode;
use std::time::Duration;

/// The longest message taken, in bytes.
const MAX_MESSAGE_BYTES: u64 = 64 << 20;

/// How long a trigger may take to end: longer than it needs to finish its event and to send those that wait, so that only one
/// that blocks its thread is cut off.
const TRIGGER_GRACE: Duration = Duration::from_secs(90);

/// The command that takes the message: `run` or `test`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StdinCommand {
    Run {
        /// The events of a trigger go to stdout, where they can be seen.
        show_events: bool,
    },
    Test,
}

/// Answers the message on stdin. The exit code is 0 only if all went well.
pub(crate) fn serve(engine: &Engine, command: StdinCommand) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (status, body) = match runtime {
        Ok(runtime) => {
            let answer = runtime.block_on(async {
                plugin_engine::signal::ignore_file_size_limit();
                let answer = run(engine, command).await;
                engine.shutdown().await;
                answer
            });
            // What a step has left behind in another thread must not keep the process.
            runtime.shutdown_background();
            answer
        }
        Err(error) => malformed(format_args!("The runtime cannot be started: {error}.")),
    };
    match print(&body) {
        code if status < 300 => code,
        _ => ExitCode::FAILURE,
    }
}

/// Status and text of the answer.
async fn run(engine: &Engine, command: StdinCommand) -> (u16, Vec<u8>) {
    let bytes = match read() {
        Ok(bytes) => bytes,
        Err(error) => return malformed(error),
    };
    match Message::parse(&bytes) {
        Ok(message) => match execute(engine, &message, command).await {
            Ok(reply) => (reply.status, reply.body),
            Err(error) => malformed(format_args!("Signals cannot be waited for: {error}.")),
        },
        Err(error) => malformed(error),
    }
}

fn read() -> Result<WipedBuffer, String> {
    let mut bytes = WipedBuffer::default();
    match io::copy(&mut io::stdin().lock().take(MAX_MESSAGE_BYTES + 1), &mut bytes) {
        Ok(length) if length > MAX_MESSAGE_BYTES => {
            Err(format!("The message is longer than {MAX_MESSAGE_BYTES} bytes."))
        }
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("The message cannot be read: {error}.")),
    }
}

async fn execute(engine: &Engine, message: &Message<'_>, command: StdinCommand) -> io::Result<Reply> {
    let (plugin, request_id) = (&engine.plugin, RequestId::random());
    let meta = RequestMeta { request_id: request_id.as_str(), ..RequestMeta::default() };
    let start;
    let job = match command {
        StdinCommand::Test => job::test(plugin, message),
        StdinCommand::Run { show_events } if message.kind() == Some(MessageKind::Trigger) => {
            let kind = if show_events { SinkKind::Stdout } else { SinkKind::Dispatcher };
            start = Start { kind, shutdown: ShutdownSignal::of_process(TRIGGER_GRACE, None, report_abort)? };
            job::start(plugin, message, &start)
        }
        StdinCommand::Run { .. } => job::run(plugin, message),
    };
    Ok(engine.handle(message, job, meta).await)
}

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

fn malformed(error: impl Display) -> (u16, Vec<u8>) {
    let error = error.to_string();
    report(&error);
    let body = json!({"error": error, "log": "", "meta": {}, "status": "error"});
    (400, format!("{}\n", json!({"body": body, "type": null, "version": "v1"})).into_bytes())
}
