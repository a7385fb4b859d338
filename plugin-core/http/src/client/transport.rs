//! Sends requests over the network, or through a mock in a test.

use super::{environment, tls};
use crate::call::Operation;
use crate::failure;
use futures_util::future::BoxFuture;
use plugin_run::Clock;
use plugin_schema::error::{PluginError, Result};
use reqwest::tls::{Certificate, Identity};
use reqwest::{Client, ClientBuilder, Proxy, Request, Response, redirect};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// A builder with the settings that all clients share. Without `tls` the CA roots are not read.
#[doc(hidden)]
pub fn client_builder(tls: bool) -> ClientBuilder {
    // Another crate may have installed a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("plugin-core/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        // Another crate may have enabled these features. This crate decompresses bodies itself, within limits.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate();
    if tls { builder } else { builder.tls_certs_only([]) }
}

/// Settings of connections.
pub(crate) struct TransportConfig {
    /// Whether a URL is https.
    pub(crate) tls: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) verify_tls: bool,
    /// PEM.
    pub(crate) ca: Vec<Vec<u8>>,
    /// PEM.
    pub(crate) identity: Option<Vec<u8>>,
    pub(crate) proxy: Option<String>,
    pub(crate) user_agent: Option<String>,
}

impl TransportConfig {
    fn connect(&self) -> Result<Client> {
        let mut builder = client_builder(self.tls).connect_timeout(self.connect_timeout);
        let invalid = |error: reqwest::Error| build_error(error.without_url().to_string());
        let has_own_trust = !self.ca.is_empty() || self.identity.is_some() || !self.verify_tls;
        if self.tls && !has_own_trust {
            builder = builder.tls_backend_preconfigured(tls::shared().map_err(build_error)?);
        }
        let mut ca = self.ca.clone();
        if self.tls && has_own_trust {
            ca.extend(environment::certificates().map_err(build_error)?);
        }
        for pem in &ca {
            builder = builder.tls_certs_merge(Certificate::from_pem_bundle(pem).map_err(invalid)?);
        }
        if let Some(pem) = &self.identity {
            builder = builder.identity(Identity::from_pem(pem).map_err(invalid)?);
        }
        if self.proxy.is_none() {
            environment::check_proxy(self.tls).map_err(build_error)?;
        }
        if let Some(proxy) = &self.proxy {
            // The error would contain the URL, which may contain a password.
            let proxy = Proxy::all(proxy)
                .map_err(|_| build_error("the address of the proxy is not a URL".to_owned()))?;
            builder = builder.proxy(proxy);
        }
        if let Some(user_agent) = &self.user_agent {
            builder = builder.user_agent(user_agent);
        }
        if !self.verify_tls {
            tracing::warn!(
                "The certificate of the API is not verified: others on the network can read and change the traffic."
            );
            builder = builder.tls_danger_accept_invalid_certs(true);
        }
        builder.build().map_err(invalid)
    }
}

fn build_error(why: String) -> PluginError {
    PluginError::from_preset(plugin_schema::error::Preset::ConnectionError)
        .with_cause("The HTTP client could not be created.")
        .with_assistance("Check the CA certificates of this machine and of the connection, and the proxy.")
        .with_data(why)
}

/// A transport that replaces the network: a mock.
pub(crate) trait Transport: Send + Sync {
    /// Sends a request and waits for the head of its response.
    fn send<'a>(
        &'a self,
        operation: &'a Operation,
        request: Request,
    ) -> BoxFuture<'a, Result<Response, TransportError>>;

    /// The clock of the client.
    fn clock(&self) -> Clock;

    /// Sleeps.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

tokio::task_local! {
    static OVERRIDE: Arc<dyn Transport>;
}

/// Runs `future`. Clients that it builds use `transport`.
pub(crate) fn scope<F: Future>(transport: Arc<dyn Transport>, future: F) -> impl Future<Output = F::Output> {
    OVERRIDE.scope(transport, future)
}

/// Calls `build`. Clients that it builds use `transport`.
pub(crate) fn scope_sync<T>(transport: Arc<dyn Transport>, build: impl FnOnce() -> T) -> T {
    OVERRIDE.sync_scope(transport, build)
}

/// The transport of a client.
pub(crate) enum Sender {
    /// The network, with a connection pool that the first request creates.
    Network(Box<TransportConfig>, OnceLock<Result<Client>>),
    /// Another transport.
    Override(Arc<dyn Transport>),
}

impl Sender {
    pub(crate) fn new(config: TransportConfig) -> Self {
        match OVERRIDE.try_with(Arc::clone) {
            Ok(transport) => Self::Override(transport),
            Err(_) => Self::Network(Box::new(config), OnceLock::new()),
        }
    }

    /// Sends a request and waits for the head of its response.
    pub(crate) async fn send(
        &self,
        operation: &Operation,
        request: Request,
    ) -> Result<Response, TransportError> {
        match self {
            Self::Network(config, client) => {
                let client = client.get_or_init(|| config.connect()).as_ref();
                let client = client.map_err(|error| TransportError::of(error.clone()))?;
                client.execute(request).await.map_err(TransportError::from)
            }
            Self::Override(transport) => transport.send(operation, request).await,
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        match self {
            Self::Network(..) => Clock::System,
            Self::Override(transport) => transport.clock(),
        }
    }

    /// The current monotonic time, for measuring durations.
    pub(crate) fn instant(&self) -> Instant {
        self.clock().instant()
    }

    /// Sleeps. A mock records the duration and advances its clock.
    pub(crate) async fn sleep(&self, time: Duration) {
        match self {
            Self::Network(..) => tokio::time::sleep(time).await,
            Self::Override(transport) => transport.sleep(time).await,
        }
    }
}

/// Why a request has no response.
#[derive(Debug)]
pub(crate) struct TransportError {
    pub(crate) error: PluginError,
    /// Whether nothing was sent, so that a retry is safe.
    pub(crate) was_not_sent: bool,
}

impl TransportError {
    pub(crate) fn of(error: PluginError) -> Self {
        Self { error, was_not_sent: false }
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        Self { was_not_sent: error.is_connect(), error: failure::of_transport(error) }
    }
}
