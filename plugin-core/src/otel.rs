//! Spans of steps and API calls, sent to an OpenTelemetry collector. Feature `otel`.
//!
//! What is sent is what this crate says of them: names, routes, statuses and times. Lines of the log and spans of others stay
//! here, since a secret may be in them.

use crate::plugin::Info;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

/// Sends what is left when it is dropped.
#[derive(Debug)]
pub(crate) struct Exporter(SdkTracerProvider);

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!("the last spans were not sent: {error}");
        }
    }
}

/// Where the collector is: `otel_tracing` as the Python runtime has it, or the variables of OpenTelemetry, which the exporter
/// reads itself.
fn endpoint() -> Option<Option<String>> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match set("otel_tracing") {
        Some(url) => Some(Some(url)),
        None => ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]
            .into_iter()
            .any(|name| set(name).is_some())
            .then_some(None),
    }
}

/// An exporter, if the environment says where to.
pub(crate) fn exporter(info: &Info) -> Option<Exporter> {
    let endpoint = endpoint()?;
    // Somebody else may have chosen a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = SpanExporter::builder().with_http();
    let builder = match endpoint {
        Some(url) => builder.with_endpoint(url),
        None => builder,
    };
    match builder.build() {
        Ok(exporter) => {
            let name = format!("pif.{}", info.title.to_lowercase().replace(' ', "_"));
            let name = std::env::var("OTEL_SERVICE_NAME").unwrap_or(name);
            let resource = Resource::builder().with_service_name(name).build();
            let provider = SdkTracerProvider::builder().with_resource(resource);
            Some(Exporter(provider.with_batch_exporter(exporter).build()))
        }
        Err(error) => {
            crate::log::report(format_args!("spans are not sent: {error}"));
            None
        }
    }
}

/// The layer that hands spans to `exporter`.
pub(crate) fn layer<S>(exporter: &Exporter) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let ours = |target: &str| target.split("::").next() == Some("plugin_core");
    tracing_opentelemetry::layer()
        .with_tracer(exporter.0.tracer("plugin-core"))
        .with_location(false)
        .with_threads(false)
        .with_filter(filter_fn(move |metadata| metadata.is_span() && ours(metadata.target())))
}
