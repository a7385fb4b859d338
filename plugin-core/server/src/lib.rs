//! Messages over HTTP.

mod about;
mod admin;
mod answer;
mod body;
mod connections;
mod cross_origin;

mod memory;
mod metrics;
mod openapi;
mod options;
mod problem;
mod routes;
mod socket;
mod standby;
#[cfg(unix)]
mod supervisor;
mod throttle;
mod token;
mod work;

use axum::{Router, middleware};
use connections::{Connections, Place};
use cross_origin::Names;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use memory::BodyMemory;
use metrics::Metrics;
pub use options::{HELP, OptionParser, Options};
use plugin_engine::Engine;
use plugin_engine::log::report;
use plugin_engine::signal::{Abort, ShutdownSignal};
use plugin_schema::values::Password;
use socket::Socket;
use std::net::{self, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
#[cfg(unix)]
pub use supervisor::supervise;
use throttle::Throttle;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tower::ServiceExt;
use work::Work;

/// A request as it comes from the network.
type Incoming = hyper::Request<hyper::body::Incoming>;

/// A plugin that serves.
pub(crate) struct Server {
    engine: Engine,
    work: Work,
    metrics: Metrics,
    /// What callers must know, if anything.
    token: Option<Password>,
    wrong_tokens: Throttle,
    threads: usize,
    max_body: usize,
    /// For the head of a request and for its body; also how long an idle connection is kept.
    read_timeout: Duration,
    memory: BodyMemory,
}

/// What is read of a connection before it is looked at, in bytes; also the longest head of a request.
const MAX_READ_BUFFER_BYTES: usize = 64 << 10;

/// How many who have connected wait to be accepted, at most; the operating system may keep fewer.
const BACKLOG: usize = 1024;

/// How long callers who have connected are listened to at the end, to be told that it is the end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Serves until the process is told to end, and then until the work is done.
pub fn serve(engine: Engine, options: &Options) -> ExitCode {
    let Options { threads, max_body, max_body_memory, max_running, read_timeout, .. } = *options;
    let name = engine.plugin.info.name.clone();
    let token = match token::from_environment(&name) {
        Ok(token) => token,
        Err(exit_code) => return exit_code,
    };
    let (work, metrics) = (Work::new(max_running), Metrics::of(&engine.plugin));
    let server = Arc::new(Server {
        engine,
        work,
        metrics,
        token,
        wrong_tokens: Throttle::default(),
        threads,
        max_body,
        read_timeout,
        memory: BodyMemory::new(max_body_memory, max_body),
    });
    exit_code(&name, options, run(&server, options))
}

/// Success if all that was at work has ended; reports why a server could not start.
fn exit_code(name: &str, options: &Options, outcome: std::io::Result<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let (host, port) = (&options.host, options.port);
            report(format_args!("{name}: cannot listen on {host}:{port}: {error}. See --host and --port."));
            ExitCode::FAILURE
        }
    }
}

/// Serves until the end; whether all that was at work has ended by then.
fn run(server: &Arc<Server>, options: &Options) -> std::io::Result<bool> {
    let end = ShutdownSignal::of_process(options.grace, options.worker_of, {
        let server = Arc::clone(server);
        move |abort| report_abort(abort, server.work.active())
    })?;
    let runtime = match options.threads {
        1 => tokio::runtime::Builder::new_current_thread().enable_all().build(),
        threads => tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
    }?;
    let served = runtime.block_on(async {
        let served = listen(Arc::clone(server), options, &end).await;
        server.engine.shutdown().await;
        served
    });
    // What a step has left behind in another thread must not keep the process.
    runtime.shutdown_background();
    served
}

fn report_abort(abort: Abort, running: usize) {
    match abort {
        Abort::SecondSignal => tracing::error!("second signal: aborting {running} running steps"),
        Abort::Blocked => tracing::error!(
            "still there after the grace period, since a step blocks its thread: aborting {running} running steps"
        ),
    }
}

async fn listen(server: Arc<Server>, options: &Options, end: &ShutdownSignal) -> std::io::Result<bool> {
    let listener = match options.worker_of {
        #[cfg(unix)]
        Some(_) => supervisor::inherited_listener()?,
        _ => TcpListener::bind((options.host.as_str(), options.port)).await?.into_std()?,
    };
    let standby = standby::start(Arc::clone(&server), &listener, Handle::current())?;
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    tracing::info!("{} listens on http://{address}", server.engine.plugin.info.origin());
    let names = Arc::new(Names::new(address.ip(), &options.host, &options.allowed_hosts));
    let router = guarded(routes::router(&server), &server, address)
        .layer(middleware::from_fn_with_state(names, cross_origin::guard));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(server.read_timeout);
    http.max_buf_size(MAX_READ_BUFFER_BYTES);
    // A caller that has sent all may close its side; and one that goes away does not stop a step halfway.
    http.half_close(true);
    let connections = Connections::new(options.max_connections);
    let welcome = |(stream, peer): (TcpStream, SocketAddr), place: Option<Place>| {
        let (socket, peer) = Socket::new(stream, peer.ip(), options.write_timeout);
        let service = router.clone().map_request(move |mut request: Incoming| {
            request.extensions_mut().insert(peer.clone());
            request
        });
        let connection = http.serve_connection(TokioIo::new(socket), TowerToHyperService::new(service));
        let connection = connections.watch(connection, place, |connection| connection.graceful_shutdown());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
        });
    };
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    let mut told = std::pin::pin!(end.received());
    loop {
        let (accepted, place) = tokio::select! {
            (accepted, place) = accept(&listener, &connections) => match accepted {
                Ok(accepted) => (accepted, place),
                Err(error) => {
                    // Too many open files, say: those in work will free some.
                    tracing::error!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            _ = minute.tick() => {
                server.engine.forget_idle();
                continue;
            }
            () = &mut told => break,
        };
        welcome(accepted, place);
    }
    server.work.end();
    standby.end();
    // The operating system would cut off those who have connected, and may have sent their requests by now.
    let listener = listener.into_std()?;
    for (stream, peer) in (0..BACKLOG).map_while(|_| listener.accept().ok()) {
        if let Ok(stream) = unblocked(stream) {
            welcome((stream, peer), None);
        }
    }
    drop(listener);
    Ok(finish(&server, connections, options.grace, end).await)
}

fn unblocked(stream: net::TcpStream) -> std::io::Result<TcpStream> {
    stream.set_nonblocking(true)?;
    TcpStream::from_std(stream)
}

/// The next connection, as soon as there is a place for it.
async fn accept(
    listener: &TcpListener,
    connections: &Connections,
) -> (std::io::Result<(TcpStream, SocketAddr)>, Option<Place>) {
    let place = connections.place().await;
    (listener.accept().await, place)
}

/// The token if there is one; or else what only this machine may do, where others can reach the server.
fn guarded(router: Router, server: &Arc<Server>, address: SocketAddr) -> Router {
    match (&server.token, address.ip().is_loopback()) {
        (Some(_), _) => router.layer(middleware::from_fn_with_state(Arc::clone(server), admin::guard)),
        (None, false) => router.layer(middleware::from_fn(admin::local_only)),
        (None, true) => router,
    }
}

/// Waits for the work that there is; whether it has ended before the grace period.
async fn finish(
    server: &Server,
    mut connections: Connections,
    grace: Duration,
    end: &ShutdownSignal,
) -> bool {
    tracing::info!("ending: {} at work", server.work.active());
    tokio::select! {
        () = connections.shutdown(LAST_WORDS.min(grace / 2)) => return true,
        () = end.grace_expired() => {}
    }
    tracing::error!("the grace period has ended: aborting {} running steps", server.work.active());
    server.work.abandon();
    let _ = tokio::time::timeout(LAST_WORDS, connections.wake_and_wait()).await;
    false
}
