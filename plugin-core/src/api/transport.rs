//! The way out: a real connection, or in a test a stub.

use super::failure;
use super::operation::Operation;
use plugin_run::Clock;
use plugin_schema::error::{PluginError, Result};
use reqwest::tls::{Certificate, Identity};
use reqwest::{Client, ClientBuilder, Proxy, Request, Response, redirect};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::Instant;

/// What all clients have in common. Without `tls` the CA roots are not read.
pub(crate) fn client(tls: bool) -> ClientBuilder {
    // Somebody else may have chosen a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("plugin-core/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        // Another crate may have switched these on; what is compressed is unpacked here, within bounds.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate();
    if tls { builder } else { builder.tls_certs_only([]) }
}

/// How connections are made.
pub(super) struct Wire {
    /// Some address is https.
    pub(super) tls: bool,
    pub(super) connect_timeout: Duration,
    pub(super) verify_tls: bool,
    /// PEM.
    pub(super) ca: Vec<Vec<u8>>,
    /// PEM.
    pub(super) identity: Option<Vec<u8>>,
    pub(super) proxy: Option<String>,
    pub(super) user_agent: Option<String>,
}

impl Wire {
    fn connect(&self) -> Result<Client> {
        let mut builder = client(self.tls).connect_timeout(self.connect_timeout);
        let mut ca = self.ca.clone();
        // As Python's requests does.
        if let Some(path) = std::env::var_os("REQUESTS_CA_BUNDLE").filter(|path| self.tls && !path.is_empty())
        {
            let text = std::fs::read(&path);
            ca.push(text.map_err(|error| unmade(format!("REQUESTS_CA_BUNDLE cannot be read: {error}")))?);
        }
        let unusable = |error: reqwest::Error| unmade(error.without_url().to_string());
        for pem in &ca {
            builder = builder.tls_certs_merge(Certificate::from_pem_bundle(pem).map_err(unusable)?);
        }
        if let Some(pem) = &self.identity {
            builder = builder.identity(Identity::from_pem(pem).map_err(unusable)?);
        }
        if let Some(proxy) = &self.proxy {
            // The address may hold a password, which an error of it would show.
            let proxy =
                Proxy::all(proxy).map_err(|_| unmade("the address of the proxy is not a URL".to_owned()))?;
            builder = builder.proxy(proxy);
        }
        if let Some(user_agent) = &self.user_agent {
            builder = builder.user_agent(user_agent);
        }
        if !self.verify_tls {
            tracing::warn!(
                "The certificate of the API is not verified: whoever is on the way can read along."
            );
            builder = builder.tls_danger_accept_invalid_certs(true);
        }
        builder.build().map_err(unusable)
    }
}

fn unmade(why: String) -> PluginError {
    PluginError::preset(plugin_schema::error::Preset::ConnectionError)
        .cause("The HTTP client could not be made.")
        .assistance("Check the CA certificates of this machine and of the connection, and the proxy.")
        .data(why)
}

/// Where requests go.
pub(super) enum Transport {
    /// Over the network, with a pool of connections that is made at the first request.
    Wire(Box<Wire>, OnceLock<Result<Client>>),
    #[cfg(feature = "testing")]
    Stub(crate::testing::Stub),
}

impl Transport {
    pub(super) fn new(wire: Wire) -> Self {
        #[cfg(feature = "testing")]
        if let Some(stub) = crate::testing::Stub::current() {
            return Self::Stub(stub);
        }
        Self::Wire(Box::new(wire), OnceLock::new())
    }

    /// Sends a request, and waits for the head of its answer.
    pub(super) async fn send(&self, operation: &Operation, request: Request) -> Result<Response, Lost> {
        match self {
            Self::Wire(wire, client) => {
                let _ = operation;
                let client = client
                    .get_or_init(|| wire.connect())
                    .as_ref()
                    .map_err(|error| Lost::of(error.clone()))?;
                client.execute(request).await.map_err(Lost::from)
            }
            #[cfg(feature = "testing")]
            Self::Stub(stub) => stub.answer(operation, request).await,
        }
    }

    pub(super) fn clock(&self) -> Clock {
        match self {
            Self::Wire(..) => Clock::System,
            #[cfg(feature = "testing")]
            Self::Stub(stub) => stub.clock(),
        }
    }

    /// What its clock says, for the measuring of time.
    pub(super) fn instant(&self) -> Instant {
        self.clock().instant()
    }

    /// Waits. A stub only notes how long, and moves its clock.
    pub(super) async fn sleep(&self, time: Duration) {
        match self {
            Self::Wire(..) => tokio::time::sleep(time).await,
            #[cfg(feature = "testing")]
            Self::Stub(stub) => stub.sleep(time).await,
        }
    }
}

/// A request without an answer.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) error: PluginError,
    /// Nothing was sent, so that it may be sent again.
    pub(crate) is_unsent: bool,
}

impl Lost {
    pub(super) fn of(error: PluginError) -> Self {
        Self { error, is_unsent: false }
    }
}

impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        Self { is_unsent: error.is_connect(), error: failure::of_transport(error) }
    }
}
