//! Builds a client from the settings that are known at run time.

use super::core::{Core, OnFailure, Settings};
use super::http::Http;
use super::transport::TransportConfig;
use crate::auth::{Auth, IntoAuth};
use crate::build::url;
use crate::call::{RateLimit, Retry};
use crate::failure::{self, Failure};
use plugin_schema::error::{PluginError, Result, StatusTable};
use plugin_schema::param::ToParams;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::time::Duration;

/// Builds a client from the settings that are known at run time. The attributes `#[api_call]` and `#[api]` have the other settings.
#[must_use = "call `build` to get a client"]
pub struct HttpBuilder {
    base_url: String,
    bases: Vec<(String, String)>,
    allowed_origins: Vec<String>,
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
    /// Creates a client of the API at `base_url` with the defaults of [`Http::builder`].
    ///
    /// # Errors
    /// If the URL is invalid. The message contains the reason.
    pub fn new(base_url: impl AsRef<str>) -> Result<Self> {
        Self::builder(base_url).build()
    }

    /// Starts building a client. `http://` is valid for loopback addresses only, unless [`HttpBuilder::allow_http`] is called.
    pub fn builder(base_url: impl AsRef<str>) -> HttpBuilder {
        HttpBuilder::new(base_url.as_ref())
    }
}

/// Prints neither headers nor query parameters, and only the kind of the credentials.
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
            allowed_origins: Vec::new(),
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

    /// Adds credentials. More than one is possible, e.g. an API key and a token.
    pub fn auth(mut self, auth: impl IntoAuth) -> Self {
        self.auth.push(auth.into_auth());
        self
    }

    /// Adds a header to each request. For secrets use [`HttpBuilder::auth`].
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter to each request. For secrets use [`Auth::query`].
    pub fn query(mut self, name: &str, value: impl ToParams) -> Self {
        value.params(&mut |text| url::push_pair(&mut self.query, name, text));
        self
    }

    /// Adds a base URL for calls with `base = "name"`.
    pub fn base(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        self.bases.push((name.into(), url.into()));
        self
    }

    /// Adds an origin to which the credentials may be sent, for the URL of a next page or of a `#[url]` argument. Redirects to it are
    /// not followed.
    pub fn allow_origin(mut self, url: impl Into<String>) -> Self {
        self.allowed_origins.push(url.into());
        self
    }

    /// Sets the presets of statuses, for calls without `errors`. The default is [`StatusTable::SEED`].
    pub fn errors(mut self, table: StatusTable) -> Self {
        self.errors = table;
        self
    }

    /// Maps the error of each failed call. `map` receives the failure, with the response if there is one.
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

    /// Sets the maximum size of a response body in bytes, after decompression. The default is 32 MiB.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets the timeout of connecting. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// Sets the timeout between two reads of a response. The default is 60 seconds.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Sets the timeout of a call, with logins, waits and retries. The default is the deadline of the run, at most an hour.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the retries of calls whose attributes do not set them. The default is no retries. See [`Retry`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sets the number of retries of all calls of the client together. The default is 20. A success adds a tenth of a retry. If the
    /// budget is exhausted, a call fails without a retry and its error names the budget. This limits the load on an API that is
    /// down.
    ///
    /// With `retry(max = 10)` two calls exhaust the default, so a plugin with more calls needs a larger budget. `u32::MAX` means no
    /// limit.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Sets a rate limit for all calls of the client.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Sets the maximum number of pages of a call. The default is 1000. More pages are an error.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.max_pages = pages;
        self
    }

    /// Allows `http://` URLs of other machines. All data is then sent unencrypted, with the credentials.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Sets whether the certificate of the API is verified. `false` should be the choice of a user in the connection, and logs a
    /// warning.
    pub fn verify_tls(mut self, verify: bool) -> Self {
        self.transport.verify_tls = verify;
        self
    }

    /// Adds a CA certificate in PEM to those of the system, SSL_CERT_FILE and REQUESTS_CA_BUNDLE.
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.ca.push(pem.into());
        self
    }

    /// Sets the client certificate and its key, in PEM.
    pub fn client_cert(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.identity = Some(pem.into());
        self
    }

    /// Sets a proxy that replaces the one of the environment.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.transport.proxy = Some(url.into());
        self
    }

    /// Sets the header `User-Agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.transport.user_agent = Some(name.into());
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// If a URL or a header is invalid. The message contains the reason.
    pub fn build(self) -> Result<Http> {
        let base = url::base(&self.base_url, self.allow_http)?;
        let mut bases = Vec::new();
        for (name, url) in self.bases {
            bases.push((name, url::base(&url, self.allow_http)?));
        }
        let allowed_origins = self
            .allowed_origins
            .iter()
            .map(|url| url::base(url, self.allow_http))
            .collect::<Result<Vec<_>>>()?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let pair = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str()));
            let (Ok(header), Ok(value)) = pair else {
                return Err(failure::bad_header(name));
            };
            headers.append(header, value);
        }
        // If all URLs are http://, the CA roots are not loaded. A login may have any URL.
        let is_https = |url: &Url| url.scheme() == "https";
        let tls = is_https(&base)
            || bases.iter().any(|(_, url)| is_https(url))
            || allowed_origins.iter().any(is_https)
            || self.auth.iter().any(Auth::has_requests);
        let transport = TransportConfig { tls, ..self.transport };
        let auth = self.auth.clone();
        let settings = Settings {
            base,
            bases,
            allowed_origins,
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
