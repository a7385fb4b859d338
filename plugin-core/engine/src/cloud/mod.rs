//! Features of the cloud: tasks have a configuration by organisation, and errors carry metrics.

mod config;
mod metrics;

pub use config::Configuration;
pub use metrics::metrics;

/// Whether the environment variable `PLUGIN_RUNTIME_ENVIRONMENT` is `cloud`.
pub fn is_cloud() -> bool {
    std::env::var("PLUGIN_RUNTIME_ENVIRONMENT").is_ok_and(|environment| environment == "cloud")
}
