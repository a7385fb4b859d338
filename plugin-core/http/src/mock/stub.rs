//! An API that is not there: answers for calls, and what was asked.

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

/// The time that the clocks of tests show at first: midnight of 2026-01-01, UTC.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// An API that is not there. Routes are the operations of a client, so that a call that is renamed does not compile any more;
/// nothing goes over a socket. Its clock stands at midnight of 2026-01-01, UTC, and waits take no time.
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
/// async fn a_busy_api_is_asked_again() -> Result<()> {
///     let stub = Stub::new();
///     stub.on(Users::GET_USER).times(1).answer(MockResponse::status(429).header("Retry-After", "7"));
///     stub.on(Users::GET_USER).with("id", "7").answer(MockResponse::json(json!({"name": "Ada"})));
///     stub.on(Users::GET_USER).answer(MockResponse::status(404));
///
///     let users = Users { http: stub.http()? };
///     assert_eq!(users.get_user("7").await?, json!({"name": "Ada"}));
///     assert_eq!(users.get_user("8").await.unwrap_err().preset(), Some(Preset::NotFound));
///     assert_eq!(stub.waits()[0].as_secs(), 7);
///     assert_eq!(stub.sent().len(), 3);
///     stub.assert_all_called();
///     Ok(())
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(a_busy_api_is_asked_again()).unwrap()
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
    sent: Vec<RecordedRequest>,
    waits: Vec<Duration>,
}

/// What answers a call.
struct Route {
    /// `None` is for every call.
    operation: Option<Operation>,
    /// Values of placeholders and of the query.
    values: Vec<(String, String)>,
    left: Option<u32>,
    is_called: bool,
    answer: Box<dyn FnMut(&RecordedRequest) -> MockResponse + Send>,
}

impl Stub {
    /// An API without routes.
    #[allow(clippy::new_without_default)] // it is made to be told something
    pub fn new() -> Self {
        let clock = Arc::new(TestClock::at(START));
        Self(Arc::new(Inner { clock, state: Mutex::default() }))
    }

    /// A client of it, at `https://stub.test/`.
    ///
    /// # Errors
    /// None, in fact.
    pub fn http(&self) -> Result<Http> {
        self.scope_sync(|| Http::new("https://stub.test"))
    }

    /// Lets the clients that `future` makes talk to the stub, whatever their addresses are.
    pub async fn scope<F: Future>(&self, future: F) -> F::Output {
        client::scope(Arc::new(self.clone()), future).await
    }

    /// The same for what is not async, such as the making of a client.
    pub fn scope_sync<T>(&self, make: impl FnOnce() -> T) -> T {
        client::scope_sync(Arc::new(self.clone()), make)
    }

    /// A route for a call. The first route that fits, and is not used up, answers.
    pub fn on(&self, operation: Operation) -> MockRoute<'_> {
        MockRoute { stub: self, operation: Some(operation), values: Vec::new(), left: None }
    }

    /// A route for every call, logins too.
    pub fn on_any(&self) -> MockRoute<'_> {
        MockRoute { stub: self, operation: None, values: Vec::new(), left: None }
    }

    /// The requests so far.
    pub fn sent(&self) -> Vec<RecordedRequest> {
        self.state().sent.clone()
    }

    /// How long the clients have waited: before they tried again, for their turn, or with [`Http::sleep`].
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// Moves the clock.
    pub fn advance(&self, time: Duration) {
        self.0.clock.advance(time);
    }

    /// The time of its clock.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Fails if a route was never called.
    ///
    /// # Panics
    /// If so; the message names the calls.
    #[track_caller]
    pub fn assert_all_called(&self) {
        let state = self.state();
        let uncalled: Vec<_> =
            state.routes.iter().filter(|route| !route.is_called).map(Route::to_string).collect();
        assert!(uncalled.is_empty(), "never called: {}", uncalled.join(", "));
    }

    /// Its clock, for whatever else a test runs by it.
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
        let response = self.state().answer(sent.clone());
        Box::pin(async move {
            match response {
                Some(response) => response.response(sent.url()).await,
                None => {
                    let text = format!("The stub has no answer for `{operation}` ({}).", sent.url());
                    Err(TransportError { error: PluginError::server(text), was_not_sent: false })
                }
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
    fn answer(&mut self, sent: RecordedRequest) -> Option<MockResponse> {
        let route = self.routes.iter_mut().find(|route| route.fits(&sent));
        let response = route.map(|route| {
            route.is_called = true;
            route.left = route.left.map(|left| left - 1);
            (route.answer)(&sent)
        });
        self.sent.push(sent);
        response
    }
}

impl Route {
    fn fits(&self, sent: &RecordedRequest) -> bool {
        let is_it = self.operation.is_none_or(|operation| sent.is_of(&operation));
        let has = |(name, value): &(String, String)| sent.has(name, value);
        is_it && self.left != Some(0) && self.values.iter().all(has)
    }
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
        write!(f, "Stub({} routes, {} requests)", state.routes.len(), state.sent.len())
    }
}

/// A route in the making, which [`MockRoute::answer`] or [`MockRoute::answer_with`] ends.
#[must_use = "a route without `answer` is not added"]
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
    /// Only if this placeholder or this query parameter has this value.
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// Only so often; then the next route answers.
    pub fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    /// What is answered.
    pub fn answer(self, response: MockResponse) {
        self.answer_with(move |_| response.clone());
    }

    /// What is answered depends on the request.
    pub fn answer_with(self, answer: impl FnMut(&RecordedRequest) -> MockResponse + Send + 'static) {
        let MockRoute { stub, operation, values, left } = self;
        let route = Route { operation, values, left, is_called: false, answer: Box::new(answer) };
        stub.state().routes.push(route);
    }
}
