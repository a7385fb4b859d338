//! Reads one message from stdin or a file, and writes the reply to stdout.

use crate::output::exit_code;
use plugin_engine::log::report;
use plugin_engine::signal::{Abort, ShutdownSignal};
use plugin_engine::{
    Engine, Message, MessageKind, Plugin, Reply, RequestMeta, ReservedStdout, SinkKind, Start, job,
};
use plugin_run::RequestId;
use plugin_run::secrets::WipedBuffer;
use serde_json::json;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// The maximum size of a message.
const MAX_MESSAGE_BYTES: u64 = 64 << 20;

/// The grace period of a trigger. It is longer than sending pending events takes, so it aborts only a trigger that blocks its
/// thread.
const TRIGGER_GRACE: Duration = Duration::from_secs(90);

/// The command that takes the message: `run` or `test`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StdinCommand {
    Run {
        /// Whether the events of a trigger go to stdout instead of the dispatcher.
        show_events: bool,
    },
    Test,
}

/// Handles the message in `file` or on stdin. The exit code is 0 only for a success.
pub(crate) fn serve(engine: &Engine, command: StdinCommand, file: Option<&Path>) -> ExitCode {
    // Before any code of the plugin runs.
    let stdout = match ReservedStdout::take() {
        Ok(stdout) => stdout,
        Err(error) => return exit_code(Err(error)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (status, body) = match runtime {
        Ok(runtime) => {
            let reply = runtime.block_on(async {
                plugin_engine::signal::ignore_file_size_limit();
                let reply = run(engine, command, file, &stdout).await;
                engine.shutdown().await;
                reply
            });
            // Blocking tasks that a step has spawned must not delay the exit.
            runtime.shutdown_background();
            reply
        }
        Err(error) => malformed(format_args!("The runtime cannot be started: {error}.")),
    };
    match exit_code(stdout.write(&body)) {
        code if status < 300 => code,
        _ => ExitCode::FAILURE,
    }
}

/// Handles the message and returns the status and the text of the reply.
async fn run(
    engine: &Engine,
    command: StdinCommand,
    file: Option<&Path>,
    stdout: &ReservedStdout,
) -> (u16, Vec<u8>) {
    let bytes = match file.map_or_else(read_stdin, |file| read_file(file, &engine.plugin)) {
        Ok(bytes) => bytes,
        Err(error) => return malformed(error),
    };
    match Message::parse(&bytes) {
        Ok(message) => match execute(engine, &message, command, stdout).await {
            Ok(reply) => (reply.status, reply.body),
            Err(error) => malformed(format_args!("The signal handler cannot be installed: {error}.")),
        },
        Err(error) => malformed(error),
    }
}

fn read_stdin() -> Result<WipedBuffer, String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        report("Type the message, and end it with Ctrl-D; or pass its file: run message.json");
    }
    read(stdin.lock())
}

fn read_file(file: &Path, plugin: &Plugin) -> Result<WipedBuffer, String> {
    let kinds = [MessageKind::Action, MessageKind::Trigger, MessageKind::Task];
    let mut steps = kinds.into_iter().flat_map(|kind| plugin.steps(kind));
    let opened = File::open(file).map_err(|error| {
        let hint = match steps.find(|step| file == Path::new(step.name)) {
            Some(step) => format!(" To run the step with an example: sample {} | run", step.name),
            None => String::new(),
        };
        format!("The file {file:?} cannot be opened: {error}.{hint}")
    });
    read(opened?)
}

fn read(from: impl Read) -> Result<WipedBuffer, String> {
    let mut bytes = WipedBuffer::default();
    match io::copy(&mut from.take(MAX_MESSAGE_BYTES + 1), &mut bytes) {
        Ok(length) if length > MAX_MESSAGE_BYTES => {
            Err(format!("The message is longer than {MAX_MESSAGE_BYTES} bytes."))
        }
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("The message cannot be read: {error}.")),
    }
}

async fn execute(
    engine: &Engine,
    message: &Message<'_>,
    command: StdinCommand,
    stdout: &ReservedStdout,
) -> io::Result<Reply> {
    let (plugin, request_id) = (&engine.plugin, RequestId::random());
    let meta = RequestMeta { request_id: request_id.as_str(), ..RequestMeta::default() };
    let start;
    let job = match command {
        StdinCommand::Test => job::test(plugin, message),
        StdinCommand::Run { show_events } if message.kind() == Some(MessageKind::Trigger) => {
            let kind = if show_events { SinkKind::Stdout(stdout.clone()) } else { SinkKind::Dispatcher };
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
            tracing::error!("the trigger blocks its thread beyond the grace period: aborting it")
        }
    }
}

fn malformed(error: impl Display) -> (u16, Vec<u8>) {
    let error = error.to_string();
    report(&error);
    let body = json!({"error": error, "log": "", "meta": {}, "status": "error"});
    (400, format!("{}\n", json!({"body": body, "type": null, "version": "v1"})).into_bytes())
}
