//! Responds to requests for the status while steps that do not yield block all threads of the server. So an orchestrator does
//! not take the server for dead.

use crate::paths::is_status;
use crate::response::{self, Response};
use crate::state::Server;
use crate::status::readiness;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use std::convert::Infallible;
use std::io::Result;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How often the threads of the server are probed, and how long a probe may take.
const PROBE_INTERVAL: Duration = Duration::from_millis(500);

/// How long one connection may take.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(5);

/// The thread that watches the server.
pub(crate) struct Watchdog {
    thread: thread::JoinHandle<()>,
    /// Dropping it stops the thread.
    stop: oneshot::Sender<Infallible>,
}

impl Watchdog {
    /// Stops the thread, which then no longer holds the listener.
    pub(crate) fn stop(self) {
        drop(self.stop);
        // A thread that has panicked holds no listener either.
        let _ = self.thread.join();
    }
}

/// Watches `threads`, on which `server` runs, from a thread of its own.
///
/// # Errors
/// If the thread cannot be started, or the listener cannot be shared.
pub(crate) fn start(server: Arc<Server>, listener: &TcpListener, threads: Handle) -> Result<Watchdog> {
    let listener = listener.try_clone()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (stop, stopped) = oneshot::channel();
    let watch = async move {
        tokio::select! {
            _ = stopped => Ok(()),
            ended = watch(server, listener, threads) => ended,
        }
    };
    let thread = thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        if let Err(error) = runtime.block_on(watch) {
            tracing::error!("the watchdog of the server has failed: {error}");
        }
    })?;
    Ok(Watchdog { thread, stop })
}

async fn watch(server: Arc<Server>, listener: TcpListener, threads: Handle) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        tokio::time::sleep(PROBE_INTERVAL).await;
        let mut probe = threads.spawn(async {});
        if timeout(PROBE_INTERVAL, &mut probe).await.is_err() {
            tracing::warn!(
                "all threads are blocked by steps that do not yield: the server responds only to /api/v1/status. Wait with tokio::time::sleep, and run blocking code in tokio::task::spawn_blocking."
            );
            serve_fallback(&server, &listener, probe).await;
            tracing::info!("the threads are free again");
        }
    }
}

/// Serves the status until the probe of the server's threads ends.
async fn serve_fallback(server: &Arc<Server>, listener: &tokio::net::TcpListener, mut probe: JoinHandle<()>) {
    loop {
        tokio::select! {
            _ = &mut probe => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(tokio::spawn(serve(Arc::clone(server), stream))),
                Err(_) => tokio::time::sleep(PROBE_INTERVAL).await,
            },
        }
    }
}

async fn serve(server: Arc<Server>, stream: TcpStream) {
    let service =
        service_fn(async |request: hyper::Request<Incoming>| Ok::<_, Infallible>(respond(&server, &request)));
    let mut http = http1::Builder::new();
    http.keep_alive(false).timer(TokioTimer::new()).header_read_timeout(CLIENT_TIMEOUT);
    // A client that is too slow or has disconnected needs no response.
    let _ = timeout(CLIENT_TIMEOUT, http.serve_connection(TokioIo::new(stream), service)).await;
}

fn respond(server: &Server, request: &hyper::Request<Incoming>) -> Response {
    if is_status(request.method(), request.uri().path()) {
        return response::json(StatusCode::OK, &readiness(&server.admission));
    }
    let body = json!({"error": "All threads are blocked by steps that do not yield. Try again later."});
    let mut response = response::json(StatusCode::SERVICE_UNAVAILABLE, &body);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}
