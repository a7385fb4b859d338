//! The client: where the API is, who asks, and how long to wait.

use super::request::Request;
use super::{Auth, url};
use crate::error::{PluginError, Preset, Result, StatusTable};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Method, Url, redirect};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A client of one API. Cheap to clone; clones share one pool of connections, which is made at the first request.
///
/// ```
/// use plugin_core::{Http, api::Auth};
/// use std::time::Duration;
///
/// let http = Http::builder("https://api.example.com/v1")
///     .auth(Auth::bearer("s3cr3t").unwrap())
///     .header("Accept-Language", "en")
///     .timeout(Duration::from_secs(30))
///     .build()
///     .unwrap();
/// assert_eq!(format!("{http:?}"), "Http(https://api.example.com/v1/)");
/// ```
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    base: Url,
    settings: Settings,
    client: OnceLock<Result<Client>>,
}

/// What a client can be told.
pub(super) struct Settings {
    pub(super) headers: HeaderMap,
    pub(super) errors: StatusTable,
    pub(super) max_body: usize,
    connect_timeout: Duration,
    timeout: Duration,
}

impl Http {
    /// A client of the API at `base_url`, with the defaults of [`Http::builder`].
    ///
    /// # Errors
    /// Says what is wrong with the address.
    pub fn new(base_url: impl AsRef<str>) -> Result<Self> {
        Self::builder(base_url).build()
    }

    /// A client in the making. `http://` is for loopback addresses only, unless [`HttpBuilder::allow_http`] is called.
    pub fn builder(base_url: impl AsRef<str>) -> HttpBuilder {
        HttpBuilder {
            base_url: base_url.as_ref().to_owned(),
            allow_http: false,
            headers: Vec::new(),
            auth: None,
            errors: StatusTable::SEED,
            max_body: 32 << 20,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
        }
    }

    /// A request; what `#[api_call]` begins with. `route` is the template, for logs and errors.
    #[doc(hidden)]
    pub fn request(&self, method: Method, route: &'static str) -> Request<'_> {
        Request::new(self, method, route)
    }

    pub(super) fn base(&self) -> &Url {
        &self.0.base
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The client proper, made now if this is the first request.
    pub(super) fn client(&self) -> Result<&Client> {
        self.0.client.get_or_init(|| self.0.connect()).as_ref().map_err(Clone::clone)
    }
}

/// What all clients have in common. Without `tls` the CA roots are not read.
pub(crate) fn client(tls: bool) -> ClientBuilder {
    // Somebody else may have chosen a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("plugin-core/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false);
    if tls { builder } else { builder.tls_certs_only([]) }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.0.base)
    }
}

impl Inner {
    fn connect(&self) -> Result<Client> {
        // Redirects stay on the same origin, so that a client of an http:// address never needs the CA roots.
        let builder = client(self.base.scheme() == "https")
            .connect_timeout(self.settings.connect_timeout)
            .read_timeout(self.settings.timeout);
        builder.build().map_err(|error| {
            PluginError::preset(Preset::ConnectionError)
                .cause("The HTTP client could not be made.")
                .assistance("Check the CA certificates of this machine and the proxy in its environment.")
                .data(error.without_url().to_string())
        })
    }
}

/// A client in the making.
pub struct HttpBuilder {
    base_url: String,
    allow_http: bool,
    headers: Vec<(String, String)>,
    auth: Option<Auth>,
    errors: StatusTable,
    max_body: usize,
    connect_timeout: Duration,
    timeout: Duration,
}

impl HttpBuilder {
    /// Who asks.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// A header for each request. Not for secrets: see [`HttpBuilder::auth`].
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Which status is which preset; [`StatusTable::SEED`] if not said.
    pub fn errors(mut self, table: StatusTable) -> Self {
        self.errors = table;
        self
    }

    /// The longest answer that is read, in bytes after decompression; 32 MiB if not said.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How long to wait for a connection; 10 seconds if not said.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long to wait without a byte; 60 seconds if not said.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Takes `http://` addresses of other machines too. Everything is then sent in clear, credentials as well.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// Says what is wrong with the address, or names the header that is none.
    pub fn build(self) -> Result<Http> {
        let base = url::base(&self.base_url, self.allow_http)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let pair = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str()));
            let (Ok(header), Ok(value)) = pair else {
                return Err(super::request::bad_header(name));
            };
            headers.append(header, value);
        }
        if let Some(auth) = self.auth {
            headers.insert(auth.name, auth.value);
        }
        let (errors, max_body) = (self.errors, self.max_body);
        let (connect_timeout, timeout) = (self.connect_timeout, self.timeout);
        let settings = Settings { headers, errors, max_body, connect_timeout, timeout };
        Ok(Http(Arc::new(Inner { base, settings, client: OnceLock::new() })))
    }
}
