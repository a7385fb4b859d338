//! The TLS settings of clients that trust the CA roots of the system and no others.

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::{Arc, OnceLock};

/// The settings, which all these clients share: reading the roots takes milliseconds, and they take 150 KiB of memory.
///
/// # Errors
/// If the system has no roots. The next call reads them again.
pub(super) fn system_roots() -> Result<ClientConfig, rustls::Error> {
    static SHARED: OnceLock<ClientConfig> = OnceLock::new();
    match SHARED.get() {
        Some(config) => Ok(config.clone()),
        None => read().map(|config| SHARED.get_or_init(|| config).clone()),
    }
}

fn read() -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = match cfg!(feature = "http2") {
        true => vec!["h2".into(), "http/1.1".into()],
        false => vec!["http/1.1".into()],
    };
    Ok(config)
}
