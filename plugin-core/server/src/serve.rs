//! Runs the server in this process: its threads, and its exit code.

use crate::exit::exit_code;
use crate::options::Options;
use crate::state::Server;
use crate::{listener, token};
use plugin_engine::Engine;
use plugin_engine::signal::{Abort, ShutdownSignal};
use std::process::ExitCode;
use std::sync::Arc;

/// Serves until the process is stopped, and then drains.
pub fn serve(engine: Engine, options: &Options) -> ExitCode {
    let name = engine.plugin.info.name.clone();
    let token = match token::from_environment(&name) {
        Ok(token) => token,
        Err(exit_code) => return exit_code,
    };
    let server = Arc::new(Server::new(engine, token, options));
    exit_code(&name, options, run(&server, options))
}

/// Serves until the process is stopped. Returns whether all steps ended within the grace period.
fn run(server: &Arc<Server>, options: &Options) -> std::io::Result<bool> {
    let signal = ShutdownSignal::of_process(options.grace, options.worker_of, {
        let server = Arc::clone(server);
        move |abort| report_abort(abort, server.admission.active())
    })?;
    let runtime = match server.threads {
        1 => tokio::runtime::Builder::new_current_thread().enable_all().build(),
        threads => tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
    }?;
    let served = runtime.block_on(async {
        let served = listener::run(Arc::clone(server), options, &signal).await;
        server.engine.shutdown().await;
        served
    });
    // A blocking task that a step has started must not keep the process alive.
    runtime.shutdown_background();
    served
}

fn report_abort(abort: Abort, running: usize) {
    match abort {
        Abort::SecondSignal => tracing::error!("second signal: aborting {running} running steps"),
        Abort::Blocked => tracing::error!(
            "a step blocks its thread beyond the grace period: aborting {running} running steps"
        ),
    }
}
