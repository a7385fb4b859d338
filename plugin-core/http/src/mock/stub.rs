//! Replaces an API in a test.

use super::request::RecordedRequest;
use super::response::MockResponse;
use crate::client::{self, Transport, TransportError};
use crate::{Http, Operation};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use plugin_run::{Clock, TestClock};
use plugin_schema::error::{PluginError, Result};
use reqwest::{Request, Response};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The initial time of a test clock: midnight of 2026-01-01, UTC.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// Replaces an API in a test, without a network. Routes are the operation constants of a client, so renaming a call breaks the
/// test at compile time. The clock of the stub starts at midnight of 2026-01-01, UTC, and waits advance it instead of sleeping.
///
/// ```
/// use plugin_core::testing::{MockResponse, Stub};
/// use plugin_core::{Http, Preset, Result, api_call};
/// use serde_json::{Value, json};
///
/// struct Users { http: Http }
///
/// impl Users {
///     #[api_call(GET, "users/{id}", retry = 2)]
///     async fn get_user(&self, id: &str) -> Result<Value>;
/// }
///
/// // #[tokio::test]
/// async fn a_busy_api_is_called_again() -> Result<()> {
///     let stub = Stub::new();
///     stub.on(Users::GET_USER).times(1).respond(MockResponse::status(429).header("Retry-After", "7"));
///     stub.on(Users::GET_USER).with("id", "7").respond(MockResponse::json(json!({"name": "Ada"})));
///     stub.on(Users::GET_USER).respond(MockResponse::status(404));
///
///     let users = Users { http: stub.http()? };
///     assert_eq!(users.get_user("7").await?, json!({"name": "Ada"}));
///     assert_eq!(users.get_user("8").await.unwrap_err().preset(), Some(Preset::NotFound));
///     assert_eq!(stub.waits()[0].as_secs(), 7);
///     assert_eq!(stub.requests().len(), 3);
///     stub.assert_all_called();
///     Ok(())
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(a_busy_api_is_called_again()).unwrap()
/// ```
#[derive(Clone)]
pub struct Stub(Arc<Inner>);

struct Inner {
    clock: Arc<TestClock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    routes: Vec<Route>,
    requests: Vec<RecordedRequest>,
    waits: Vec<Duration>,
}

/// A route and its response.
struct Route {
    /// `None` matches every call.
    operation: Option<Operation>,
    /// Required values of placeholders and query parameters.
    values: Vec<(String, String)>,
    left: Option<u32>,
    is_called: bool,
    response: Box<dyn FnMut(&RecordedRequest) -> MockResponse + Send>,
}

impl Stub {
    /// Creates a stub without routes.
    #[allow(clippy::new_without_default)] // a stub without routes is of no use
    pub fn new() -> Self {
        let clock = Arc::new(TestClock::at(START));
        Self(Arc::new(Inner { clock, state: Mutex::default() }))
    }

    /// Creates a client of the stub, with the base URL `https://stub.test/`.
    ///
    /// # Errors
    /// Never in practice.
    pub fn http(&self) -> Result<Http> {
        self.scope_sync(|| Http::new("https://stub.test"))
    }

    /// Runs `future`. Clients that it creates send their requests to the stub, with any base URL.
    pub async fn scope<F: Future>(&self, future: F) -> F::Output {
        client::scope(Arc::new(self.clone()), future).await
    }

    /// Like [`Stub::scope`] for a function that is not async, such as one that creates a client.
    pub fn scope_sync<T>(&self, make: impl FnOnce() -> T) -> T {
        client::scope_sync(Arc::new(self.clone()), make)
    }

    /// Adds a route for a call. The first matching route that is not used up responds.
    pub fn on(&self, operation: Operation) -> MockRoute<'_> {
        MockRoute { stub: self, operation: Some(operation), values: Vec::new(), left: None }
    }

    /// Adds a route for every call, including logins.
    pub fn on_any(&self) -> MockRoute<'_> {
        MockRoute { stub: self, operation: None, values: Vec::new(), left: None }
    }

    /// The requests sent so far.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// The waits of the clients: before retries, for rate limits, and with [`Http::sleep`].
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// Advances the clock.
    pub fn advance(&self, time: Duration) {
        self.0.clock.advance(time);
    }

    /// The time of the clock.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Asserts that every route was called.
    ///
    /// # Panics
    /// If a route was never called. The message names the calls.
    #[track_caller]
    pub fn assert_all_called(&self) {
        let state = self.state();
        let uncalled: Vec<_> =
            state.routes.iter().filter(|route| !route.is_called).map(Route::to_string).collect();
        assert!(uncalled.is_empty(), "never called: {}", uncalled.join(", "));
    }

    /// The clock of the stub.
    #[doc(hidden)]
    pub fn test_clock(&self) -> Arc<TestClock> {
        Arc::clone(&self.0.clock)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Stub {
    /// Responds to a request with the first route that matches.
    fn send<'a>(
        &'a self,
        operation: &'a Operation,
        request: Request,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        let sent = RecordedRequest::new(operation, request, self.now());
        let mut state = self.state();
        let response = state.respond(sent.clone()).ok_or_else(|| state.no_response(operation, &sent));
        drop(state);
        Box::pin(async move {
            match response {
                Ok(response) => response.response(sent.url()).await,
                Err(error) => Err(TransportError { error, was_not_sent: false }),
            }
        })
    }

    fn clock(&self) -> Clock {
        Clock::Test(self.test_clock())
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.state().waits.push(time);
        Box::pin(async move { Transport::clock(self).sleep_or_advance(time).await })
    }
}

impl State {
    /// The error for a request that no route fits. It lists the arguments of the request and the routes of the call.
    fn no_response(&self, operation: &Operation, sent: &RecordedRequest) -> PluginError {
        let arguments: Vec<_> =
            sent.arguments().iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let given = match arguments.is_empty() {
            true => String::new(),
            false => format!(" with {}", arguments.join(", ")),
        };
        let of_call = |route: &&Route| route.operation.is_none_or(|operation| sent.is_of(&operation));
        let routes: Vec<_> = self.routes.iter().filter(of_call).map(Route::described).collect();
        let hint = match routes.is_empty() {
            true => {
                format!("It has no route for this call: add one with `stub.on({})`.", constant(operation))
            }
            false => format!("Its routes for this call: {}.", routes.join("; ")),
        };
        PluginError::server(format_args!(
            "The stub has no response for `{operation}`{given} ({}). {hint}",
            sent.url()
        ))
    }

    fn respond(&mut self, sent: RecordedRequest) -> Option<MockResponse> {
        let route = self.routes.iter_mut().find(|route| route.fits(&sent));
        let response = route.map(|route| {
            route.is_called = true;
            route.left = route.left.map(|left| left - 1);
            (route.response)(&sent)
        });
        self.requests.push(sent);
        response
    }
}

impl Route {
    /// The route, and whether it is used up.
    fn described(&self) -> String {
        let end = if self.left == Some(0) { " (used up)" } else { "" };
        format!("{self}{end}")
    }

    fn fits(&self, sent: &RecordedRequest) -> bool {
        let is_it = self.operation.is_none_or(|operation| sent.is_of(&operation));
        let has = |(name, value): &(String, String)| sent.has(name, value);
        is_it && self.left != Some(0) && self.values.iter().all(has)
    }
}

/// The constant of a call, as the macro names it.
fn constant(operation: &Operation) -> String {
    format!("Client::{}", operation.name().to_uppercase())
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.operation {
            Some(operation) => operation.fmt(f)?,
            None => f.write_str("any call")?,
        }
        self.values.iter().try_for_each(|(name, value)| write!(f, " with {name} = {value}"))
    }
}

impl fmt::Debug for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        write!(f, "Stub({} routes, {} requests)", state.routes.len(), state.requests.len())
    }
}

/// Builds a route. [`MockRoute::respond`] or [`MockRoute::respond_with`] adds it.
#[must_use = "a route without `respond` is not added"]
pub struct MockRoute<'a> {
    stub: &'a Stub,
    operation: Option<Operation>,
    values: Vec<(String, String)>,
    left: Option<u32>,
}

impl fmt::Debug for MockRoute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation.map(|operation| operation.to_string());
        f.debug_struct("MockRoute")
            .field("operation", &operation)
            .field("values", &self.values)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

impl MockRoute<'_> {
    /// Requires a value of a placeholder or a query parameter.
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// Limits how often the route responds.
    pub fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    /// Sets the response.
    pub fn respond(self, response: MockResponse) {
        self.respond_with(move |_| response.clone());
    }

    /// Sets a function that creates the response from the request.
    pub fn respond_with(self, response: impl FnMut(&RecordedRequest) -> MockResponse + Send + 'static) {
        let MockRoute { stub, operation, values, left } = self;
        let route = Route { operation, values, left, is_called: false, response: Box::new(response) };
        stub.state().routes.push(route);
    }
}
