//! Sends the spans of steps and API calls to an OpenTelemetry collector. Feature `otel`.
//!
//! Only spans of these crates are sent: names, routes, statuses and times. Log lines and spans of other crates may contain
//! secrets, so they are not sent.

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use plugin_engine::Info;
use plugin_engine::log::{SpanLayer, report};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::Registry;

/// Sends spans to a collector, if the environment configures one. Sends the remaining spans on drop.
#[derive(Debug)]
pub(crate) struct Exporter(Option<SdkTracerProvider>);

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.as_ref().map(SdkTracerProvider::shutdown) {
            tracing::warn!("the last spans were not sent: {error}");
        }
    }
}

/// The URL of the collector: from `otel_tracing` as in the Python runtime, or `Some(None)` if a variable of OpenTelemetry is set,
/// which the exporter reads itself.
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

impl Exporter {
    /// Creates an exporter to the collector that the environment configures.
    pub(crate) fn from_environment(info: &Info) -> Self {
        let Some(endpoint) = endpoint() else { return Self(None) };
        // Another crate may have installed a provider already.
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
                Self(Some(provider.with_batch_exporter(exporter).build()))
            }
            Err(error) => {
                report(format_args!("spans are not sent: {error}"));
                Self(None)
            }
        }
    }

    /// The layer that passes spans to this exporter.
    pub(crate) fn layer(&self) -> Option<SpanLayer> {
        let provider = self.0.as_ref()?;
        let is_own = |target: &str| target.split("::").next().is_some_and(|root| root.starts_with("plugin_"));
        let layer = tracing_opentelemetry::layer::<Registry>()
            .with_tracer(provider.tracer("plugin-core"))
            .with_location(false)
            .with_threads(false)
            .with_filter(filter_fn(move |metadata| metadata.is_span() && is_own(metadata.target())));
        Some(Box::new(layer))
    }
}
