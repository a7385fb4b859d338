//! Spans around steps and API calls. Where no layer records spans they cost the check of a flag.

use tracing::{Instrument, Span, field, info_span};

/// `work` in the span of a step.
pub fn step<F: Future>(kind: &str, name: &str, request_id: &str, work: F) -> impl Future<Output = F::Output> {
    let span = info_span!(
        "step",
        otel.name = format!("{kind} {name}"),
        request_id,
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.response.status_code = field::Empty,
    );
    work.instrument(span)
}

/// `work` in the span of a call of an API.
pub fn call<F: Future>(method: &str, route: &str, work: F) -> impl Future<Output = F::Output> {
    let span = info_span!(
        "call",
        otel.name = format!("{method} {route}"),
        http.request.method = method,
        url.template = route,
        otel.kind = "client",
        otel.status_code = field::Empty,
        http.response.status_code = field::Empty,
    );
    work.instrument(span)
}

/// Records the status with which the current span ends; `None` if there was no response.
pub fn status(status: Option<u16>) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if status.is_none_or(|status| status >= 400) {
        span.record("otel.status_code", "error");
    }
}
