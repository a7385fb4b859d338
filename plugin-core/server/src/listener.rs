//! Accepts connections and serves them, until the process is stopped.

use crate::connections::{ConnectionPermit, Connections};
use crate::layers::access::Access;
use crate::layers::host_origin::HostOrigin;
use crate::options::Options;
use crate::shutdown::shutdown;
use crate::socket::Socket;
use crate::state::Server;
#[cfg(unix)]
use crate::supervisor;
use crate::{layers, routes, watchdog};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use plugin_engine::signal::ShutdownSignal;
use std::net::{self, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tower::ServiceExt;

/// What is read of a connection before it is looked at, in bytes; also the longest head of a request.
const MAX_READ_BUFFER_BYTES: usize = 64 << 10;

/// How many who have connected wait to be accepted, at most; the operating system may keep fewer.
const BACKLOG: usize = 1024;

/// Serves until the end; whether all that was at work has ended by then.
pub(crate) async fn run(
    server: Arc<Server>,
    options: &Options,
    end: &ShutdownSignal,
) -> std::io::Result<bool> {
    let listener = match options.worker_of {
        #[cfg(unix)]
        Some(_) => supervisor::inherited_listener()?,
        _ => TcpListener::bind((options.host.as_str(), options.port)).await?.into_std()?,
    };
    let watchdog = watchdog::start(Arc::clone(&server), &listener, Handle::current())?;
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    tracing::info!("{} listens on http://{address}", server.engine.plugin.info.origin());
    let host_origin = HostOrigin::new(address.ip(), &options.host, &options.allowed_hosts);
    let access = Access::new(&server, address.ip());
    let router = layers::of_all(routes::router(&server), host_origin, access);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(server.read_timeout);
    http.max_buf_size(MAX_READ_BUFFER_BYTES);
    // A caller that has sent all may close its side; and one that goes away does not stop a step halfway.
    http.half_close(true);
    let connections = Connections::new(options.max_connections);
    let serve_connection = |(stream, peer): (TcpStream, SocketAddr), place: Option<ConnectionPermit>| {
        let (socket, peer) = Socket::new(stream, peer.ip(), options.write_timeout);
        let service = router.clone().map_request(move |mut request: hyper::Request<Incoming>| {
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
    let mut received = std::pin::pin!(end.received());
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
            () = &mut received => break,
        };
        serve_connection(accepted, place);
    }
    server.admission.start_drain();
    watchdog.end();
    // The operating system would cut off those who have connected, and may have sent their requests by now.
    let listener = listener.into_std()?;
    for (stream, peer) in (0..BACKLOG).map_while(|_| listener.accept().ok()) {
        if let Ok(stream) = unblocked(stream) {
            serve_connection((stream, peer), None);
        }
    }
    drop(listener);
    Ok(shutdown(&server, connections, options.grace, end).await)
}

fn unblocked(stream: net::TcpStream) -> std::io::Result<TcpStream> {
    stream.set_nonblocking(true)?;
    TcpStream::from_std(stream)
}

/// The next connection, as soon as there is a place for it.
async fn accept(
    listener: &TcpListener,
    connections: &Connections,
) -> (std::io::Result<(TcpStream, SocketAddr)>, Option<ConnectionPermit>) {
    let place = connections.place().await;
    (listener.accept().await, place)
}
