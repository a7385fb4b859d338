//! Sends a request: layers around one transport, a file each, in one order.
//!
//! ```text
//! deadline -> retry -> session -> rate_limit -> redirect -> credentials -> transport
//! ```
//!
//! Each layer is an `async fn` called `send` that calls that of the next. The rate limit stands inside of retries and replays
//! because an API counts each of them; the credentials stand inside of redirects because a signature covers the address.
//!
//! They are no `tower::Service`s: the layers of a call share its deadline, its body and the session it used, which a `Service`
//! would clone into each request, and a `Service` without a boxed future has to name its future. Plain functions in one order
//! compile to one future, which is not boxed.

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
use plugin_schema::error::{Preset, Result};

/// Sends a request and receives the body of its response.
///
/// # Errors
/// The preset of the status; TIMEOUT, CONNECTION_ERROR or REDIRECT_ERROR if there is no response; BAD_REQUEST if an argument
/// cannot be sent.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response> {
    let (http, operation, request) = request.build();
    send_page(&http, operation, request, None).await
}

/// Sends the request for a page, whose address `named_by` gave.
///
/// # Errors
/// As [`send`].
pub(crate) async fn send_page(
    http: &Http,
    operation: &'static Operation,
    request: Result<Request>,
    named_by: Option<&Response>,
) -> Result<Response> {
    let work = async {
        let request = valid(operation, &request)?;
        receive(http, operation, retry::send(Exchange::new(http, request)).await?).await
    };
    let result = deadline::send(operation, request.as_ref().ok(), work, |answer| answer.status).await;
    result.map_err(|failure| http.error(at_page(*failure, named_by)))
}

/// Sends a request; the body of its response is still to be received.
///
/// # Errors
/// As [`send`].
pub(crate) async fn open(
    http: &Http,
    operation: &'static Operation,
    request: Result<Request>,
) -> Result<reqwest::Response> {
    let work = async { retry::send(Exchange::new(http, valid(operation, &request)?)).await };
    let status_of = |response: &reqwest::Response| response.status().as_u16();
    let result = deadline::send(operation, request.as_ref().ok(), work, status_of).await;
    result.map_err(|failure| http.error(*failure))
}

fn valid<'a>(
    operation: &'static Operation,
    request: &'a Result<Request>,
) -> Result<&'a Request, Box<Failure>> {
    request.as_ref().map_err(|error| Failure::without_response(operation, error.clone(), false))
}

/// An address that is refused was in the response before it, which is that of the failure: the request itself has none.
fn at_page(failure: Failure, named_by: Option<&Response>) -> Failure {
    let is_refused = failure.status.is_none() && failure.error.preset() == Some(Preset::RedirectError);
    match named_by.filter(|_| is_refused) {
        Some(Response { status, headers, body, operation, .. }) => {
            *Failure::of_response(operation, *status, headers, body, failure.error.with_status(*status))
        }
        None => failure,
    }
}
