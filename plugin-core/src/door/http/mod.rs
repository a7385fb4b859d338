//! Messages over HTTP.

mod body;
mod describe;
mod problem;
mod routes;

use super::cli;
use crate::engine::Engine;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// A plugin that serves.
pub(super) struct Server {
    engine: Engine,
    threads: usize,
    max_body: usize,
    /// For the head of a request and for its body; also how long an idle connection is kept.
    read_timeout: Duration,
}

/// Serves until the process is ended.
pub(super) fn serve(engine: Engine, options: &cli::Server) -> ExitCode {
    let cli::Server { threads, max_body, read_timeout, .. } = *options;
    let server = Server { engine, threads, max_body, read_timeout };
    let runtime = match options.threads {
        1 => tokio::runtime::Builder::new_current_thread().enable_all().build(),
        threads => tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
    };
    let served = runtime.and_then(|runtime| runtime.block_on(listen(server, &options.host, options.port)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot listen on {}:{}: {error}", options.host, options.port);
            ExitCode::FAILURE
        }
    }
}

async fn listen(server: Server, host: &str, port: u16) -> std::io::Result<()> {
    let listener = TcpListener::bind((host, port)).await?;
    tracing::info!("{} listens on http://{}", server.engine.plugin.info.origin(), listener.local_addr()?);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(server.read_timeout);
    let service = TowerToHyperService::new(routes::router(Arc::new(server)));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Too many open files, say: those in work will free some.
                tracing::error!("cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Answers are written in one piece, so there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
        });
    }
}
