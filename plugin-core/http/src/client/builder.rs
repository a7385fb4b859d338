//! Builds a client from what is known at run time only.

use super::core::{Core, OnFailure, Settings};
use super::http::Http;
use super::transport::TransportConfig;
use crate::auth::Auth;
use crate::build::url;
use crate::call::{RateLimit, Retry};
use crate::failure::{self, Failure};
use plugin_schema::error::{PluginError, Result, StatusTable};
use plugin_schema::param::ToParams;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::time::Duration;

/// A client in the making: what is known at run time only. What is known before stands in `#[api_call]` and `#[api]`.
#[must_use = "a builder makes no client before `build`"]
pub struct HttpBuilder {
    base_url: String,
    bases: Vec<(String, String)>,
    trusted: Vec<String>,
    allow_http: bool,
    headers: Vec<(String, String)>,
    query: String,
    auth: Vec<Auth>,
    errors: StatusTable,
    on_failure: Option<Box<OnFailure>>,
    max_body: usize,
    read_timeout: Duration,
    timeout: Option<Duration>,
    retry: Option<Retry>,
    retry_budget: u32,
    rate_limit: Option<RateLimit>,
    max_pages: usize,
    transport: TransportConfig,
}

impl Http {
    /// A client of the API at `base_url`, with the defaults of [`Http::builder`].
    ///
    /// # Errors
    /// The error names what is wrong with the address.
    pub fn new(base_url: impl AsRef<str>) -> Result<Self> {
        Self::builder(base_url).build()
    }

    /// A client in the making. `http://` is for loopback addresses only, unless [`HttpBuilder::allow_http`] is called.
    pub fn builder(base_url: impl AsRef<str>) -> HttpBuilder {
        HttpBuilder::new(base_url.as_ref())
    }
}

/// Prints neither headers nor query, and of the credentials only their kind.
impl fmt::Debug for HttpBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBuilder")
            .field("auth", &self.auth)
            .field("errors", &self.errors)
            .field("max_body", &self.max_body)
            .field("read_timeout", &self.read_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .field("max_pages", &self.max_pages)
            .finish_non_exhaustive()
    }
}

impl HttpBuilder {
    fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            bases: Vec::new(),
            trusted: Vec::new(),
            allow_http: false,
            headers: Vec::new(),
            query: String::new(),
            auth: Vec::new(),
            errors: StatusTable::SEED,
            on_failure: None,
            max_body: 32 << 20,
            read_timeout: Duration::from_secs(60),
            timeout: None,
            retry: None,
            retry_budget: 20,
            rate_limit: None,
            max_pages: 1000,
            transport: TransportConfig {
                tls: false,
                connect_timeout: Duration::from_secs(10),
                verify_tls: true,
                ca: Vec::new(),
                identity: None,
                proxy: None,
                user_agent: None,
            },
        }
    }

    /// Adds credentials. An API may require a key and a token.
    pub fn auth(mut self, auth: impl Into<Auth>) -> Self {
        self.auth.push(auth.into());
        self
    }

    /// A header for each request. Not for secrets: see [`HttpBuilder::auth`].
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A query parameter for each request. Not for secrets: see [`Auth::query`].
    pub fn query(mut self, name: &str, value: impl ToParams) -> Self {
        value.params(&mut |text| url::push_pair(&mut self.query, name, text));
        self
    }

    /// Another base URL, for the calls that name it with `base = "name"`.
    pub fn base(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        self.bases.push((name.into(), url.into()));
        self
    }

    /// Another address to which the credentials may be sent, should the API name it as that of a next page or of a `#[url]`.
    /// Redirects are not followed there.
    pub fn trust(mut self, url: impl Into<String>) -> Self {
        self.trusted.push(url.into());
        self
    }

    /// Which status is which preset, for calls without rules of their own; by default [`StatusTable::SEED`].
    pub fn errors(mut self, table: StatusTable) -> Self {
        self.errors = table;
        self
    }

    /// Maps the error of each failed call. `map` gets the failure, with the response if there is one.
    ///
    /// ```
    /// use plugin_core::{Http, PluginError};
    ///
    /// let http = Http::builder("https://api.example.com").on_failure(|failure| match failure.header("X-Reason") {
    ///     Some("quota") => PluginError::new("The quota of today is used up.", "Try again tomorrow."),
    ///     _ => failure.into_error(),
    /// });
    /// # let _ = http.build().unwrap();
    /// ```
    pub fn on_failure(mut self, map: impl Fn(Failure) -> PluginError + Send + Sync + 'static) -> Self {
        self.on_failure = Some(Box::new(map));
        self
    }

    /// The longest body that is read, in bytes after decompression; 32 MiB by default.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How long to wait for a connection; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// How long to wait without a byte; 60 seconds by default.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// How long a call may take, with logins, waits and retries; by default until the deadline of the run, at most an hour.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often calls are sent again, unless the annotations set it; never by default. See [`Retry`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// How many retries all calls of the client have together; 20 by default. A success gives a tenth of one back. Without a
    /// retry left a call fails at its first failure, and its error names the budget, so that an API that is down is not asked
    /// ever more.
    ///
    /// With `retry(max = 10)` two calls use up the default; a plugin with more calls needs a larger budget.
    /// `u32::MAX` is as good as no limit.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// How many calls the API takes in a time.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// How many pages a call may have before that is an error; 1 000 by default.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.max_pages = pages;
        self
    }

    /// Takes `http://` addresses of other machines too. Everything is then sent in clear, credentials as well.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Whether the certificate of the API is checked; `false` is for a person to choose in the connection, and is warned of in
    /// the log.
    pub fn verify_tls(mut self, verify: bool) -> Self {
        self.transport.verify_tls = verify;
        self
    }

    /// One more CA, as PEM, beside those of the machine, of SSL_CERT_FILE and of REQUESTS_CA_BUNDLE.
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.ca.push(pem.into());
        self
    }

    /// The client's own certificate with its key, as PEM.
    pub fn client_cert(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.identity = Some(pem.into());
        self
    }

    /// A proxy, in place of the one in the environment.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.transport.proxy = Some(url.into());
        self
    }

    /// What the client calls itself.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.transport.user_agent = Some(name.into());
        self
    }

    /// The client.
    ///
    /// # Errors
    /// The error names what is wrong with an address, or the header that is invalid.
    pub fn build(self) -> Result<Http> {
        let base = url::base(&self.base_url, self.allow_http)?;
        let mut bases = Vec::new();
        for (name, url) in self.bases {
            bases.push((name, url::base(&url, self.allow_http)?));
        }
        let trusted =
            self.trusted.iter().map(|url| url::base(url, self.allow_http)).collect::<Result<Vec<_>>>()?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let pair = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str()));
            let (Ok(header), Ok(value)) = pair else {
                return Err(failure::bad_header(name));
            };
            headers.append(header, value);
        }
        // Where every address is known to be http://, no CA roots are read. A login may be anywhere.
        let is_https = |url: &Url| url.scheme() == "https";
        let tls = is_https(&base)
            || bases.iter().any(|(_, url)| is_https(url))
            || trusted.iter().any(is_https)
            || self.auth.iter().any(Auth::has_requests);
        let transport = TransportConfig { tls, ..self.transport };
        let auth = self.auth.clone();
        let settings = Settings {
            base,
            bases,
            trusted,
            headers,
            query: self.query,
            secrets: Box::new(move || auth.iter().flat_map(Auth::secrets).collect()),
            errors: self.errors,
            on_failure: self.on_failure,
            max_body: self.max_body,
            read_timeout: self.read_timeout,
            timeout: self.timeout,
            retry: self.retry,
            retry_budget: self.retry_budget,
            rate_limit: self.rate_limit,
            max_pages: self.max_pages,
        };
        Ok(Http::from_core(Core::new(settings, transport), self.auth))
    }
}
