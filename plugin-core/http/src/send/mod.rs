//! Sends a request: layers around one transport, a file each, in one order.
//!
//! ```text
//! deadline -> retry -> rate_limit -> redirect -> credentials -> transport
//! ```
//!
//! `retry` and `redirect` repeat what follows them, and `session` decides for `retry` whether a new login helps. The rate limit
//! is inside the retries because an API counts each attempt. The credentials are inside the redirects because a signature covers the
//! URL.
//!
//! The layers are not `tower::Service`s. They share the deadline, the body and the session of the call, which a `Service` would
//! clone into each request. A `Service` would also have to name its future or box it. Plain functions compile to one future
//! without a box.

mod credentials;
mod deadline;
mod exchange;
mod rate_limit;
mod redirect;
mod retry;
mod session;
mod transport;

use crate::build::{Request, RequestBuilder};
use crate::call::Operation;
use crate::client::Http;
use crate::failure::Failure;
use crate::response::{Response, receive};
use exchange::Exchange;
use plugin_schema::error::{PluginError, Preset, Result};

/// Sends a request and receives the body of its response.
///
/// # Errors
/// The preset of the status; TIMEOUT, CONNECTION_ERROR or REDIRECT_ERROR if there is no response; BAD_REQUEST if an argument is
/// invalid.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response> {
    let http = request.http();
    let result = exchange(http, request.operation(), request.build()).await;
    result.map_err(|failure| http.error(*failure))
}

/// Sends the request for a page whose URL is from the response `named_by`.
///
/// # Errors
/// The errors of [`send`].
pub(crate) async fn send_page(
    http: &Http,
    operation: &'static Operation,
    request: Result<&Request, &PluginError>,
    named_by: Option<&Response>,
) -> Result<Response> {
    let result = exchange(http, operation, request).await;
    result.map_err(|failure| http.error(at_page(*failure, named_by)))
}

/// Runs all layers and receives the body of the response.
fn exchange(
    http: &Http,
    operation: &'static Operation,
    request: Result<&Request, &PluginError>,
) -> impl Future<Output = Result<Response, Box<Failure>>> {
    let work = async move {
        let request = valid(operation, request)?;
        receive(http, operation, retry::send(Exchange::new(http, request)).await?).await
    };
    deadline::send(operation, request.ok(), work, |response| response.status)
}

/// Sends a request and does not receive the body of its response.
///
/// # Errors
/// The errors of [`send`].
pub(crate) async fn open(
    http: &Http,
    operation: &'static Operation,
    request: Result<&Request, &PluginError>,
) -> Result<reqwest::Response> {
    let work = async { retry::send(Exchange::new(http, valid(operation, request)?)).await };
    let status_of = |response: &reqwest::Response| response.status().as_u16();
    let result = deadline::send(operation, request.ok(), work, status_of).await;
    result.map_err(|failure| http.error(*failure))
}

fn valid<'a>(
    operation: &'static Operation,
    request: Result<&'a Request, &PluginError>,
) -> Result<&'a Request, Box<Failure>> {
    request.map_err(|error| Failure::without_response(operation, error.clone(), false))
}

/// Adds the previous response, which contained the rejected URL, to the failure. The request itself has no response.
fn at_page(failure: Failure, named_by: Option<&Response>) -> Failure {
    let is_refused = failure.status.is_none() && failure.error.preset() == Some(Preset::RedirectError);
    match named_by.filter(|_| is_refused) {
        Some(Response { status, headers, body, operation, .. }) => {
            *Failure::of_response(operation, *status, headers, body, failure.error.with_status(*status))
        }
        None => failure,
    }
}
