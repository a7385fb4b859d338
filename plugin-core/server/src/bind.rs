//! Opens the listening socket of the server.

use crate::options::Options;
use socket2::SockRef;
use std::io::Result;
use std::net::TcpListener;

/// How many connections wait to be accepted, at most. The operating system may keep fewer.
pub(crate) const MAX_BACKLOG: i32 = 1024;

/// Listens on the address that the options name.
pub(crate) async fn bind(options: &Options) -> Result<TcpListener> {
    let address = (options.host.as_str(), options.port);
    let listener = tokio::net::TcpListener::bind(address).await?.into_std()?;
    // The default backlog is 128 on Linux. The handshakes of a larger burst would fail and be repeated after a second.
    SockRef::from(&listener).listen(MAX_BACKLOG)?;
    Ok(listener)
}
