//! Creates spans for steps and API calls. If no layer records spans, a span costs the check of a flag.

use tracing::{Instrument, Span, field, info_span};

/// Runs `work` in the span of a step.
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

/// Runs `work` in the span of an API call.
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

/// Records the response status in the current span. `None` means that there was no response.
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
