//! Accepts connections and serves them, until the process is stopped.

use crate::bind::{MAX_BACKLOG, bind};
use crate::head_timer::HeadTimer;
use crate::layers::access::Access;
use crate::layers::host_origin::HostOrigin;
use crate::options::Options;
use crate::service::Service;
use crate::shutdown::shutdown;
use crate::socket::Socket;
use crate::state::Server;
#[cfg(unix)]
use crate::supervisor;
use crate::tcp_connections::{ConnectionPermit, Connections};
use crate::watchdog;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use plugin_engine::signal::ShutdownSignal;
use std::convert::Infallible;
use std::net::{self, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;

/// The size of a connection's read buffer, which also bounds the head of a request.
const MAX_READ_BUFFER_BYTES: usize = 64 << 10;

/// Serves until a shutdown signal, and drains. Returns whether all steps ended within the grace period.
pub(crate) async fn run(
    server: Arc<Server>,
    options: &Options,
    signal: &ShutdownSignal,
) -> std::io::Result<bool> {
    let listener = match options.worker_of {
        #[cfg(unix)]
        Some(_) => supervisor::inherited_listener()?,
        _ => bind(options).await?,
    };
    let watchdog = watchdog::start(Arc::clone(&server), &listener, Handle::current())?;
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    tracing::info!(
        "{} (GET / lists its operations) listens on http://{address}",
        server.engine.plugin.info.origin()
    );
    let host_origin = HostOrigin::new(address.ip(), &options.host, &options.allowed_hosts);
    let access = Access::new(&server, address.ip());
    let service = Arc::new(Service { server: Arc::clone(&server), host_origin, access });
    let mut http = http1::Builder::new();
    http.header_read_timeout(server.read_timeout);
    http.max_buf_size(MAX_READ_BUFFER_BYTES);
    // A caller may close its side after the request; and a step goes on when its caller disconnects.
    http.half_close(true);
    let connections = Connections::new(options.max_connections);
    let serve_connection = |(stream, peer): (TcpStream, SocketAddr), permit: Option<ConnectionPermit>| {
        let (socket, peer) = Socket::new(stream, peer.ip(), options.write_timeout);
        let connection = Arc::new((Arc::clone(&service), peer));
        let respond = service_fn(move |request| {
            let connection = Arc::clone(&connection);
            async move { Ok::<_, Infallible>(connection.0.respond(&connection.1, request).await) }
        });
        let connection =
            http.clone().timer(HeadTimer::default()).serve_connection(TokioIo::new(socket), respond);
        let connection = connections.watch(connection, permit, |connection| connection.graceful_shutdown());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection failed: {error}");
            }
        });
    };
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    let mut received = std::pin::pin!(signal.received());
    loop {
        let (accepted, permit) = tokio::select! {
            (accepted, permit) = accept(&listener, &connections) => match accepted {
                Ok(accepted) => (accepted, permit),
                Err(error) => {
                    // The process may have too many open files: running requests will close some.
                    tracing::error!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            _ = minute.tick() => {
                server.engine.remove_idle_connections();
                continue;
            }
            () = &mut received => break,
        };
        serve_connection(accepted, permit);
    }
    server.admission.start_drain();
    watchdog.stop();
    // Closing the listener would reset connections that wait to be accepted, and that may have sent a request.
    let listener = listener.into_std()?;
    for (stream, peer) in (0..MAX_BACKLOG).map_while(|_| listener.accept().ok()) {
        if let Ok(stream) = into_tokio(stream) {
            serve_connection((stream, peer), None);
        }
    }
    drop(listener);
    Ok(shutdown(&server, connections, options.grace, signal).await)
}

fn into_tokio(stream: net::TcpStream) -> std::io::Result<TcpStream> {
    stream.set_nonblocking(true)?;
    TcpStream::from_std(stream)
}

/// Waits for a permit and then for the next connection.
async fn accept(
    listener: &TcpListener,
    connections: &Connections,
) -> (std::io::Result<(TcpStream, SocketAddr)>, Option<ConnectionPermit>) {
    let permit = connections.permit().await;
    (listener.accept().await, permit)
}
