//! The TLS settings that most clients share.

use super::environment;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;
use std::sync::{Arc, OnceLock};

/// The settings of all clients that trust the CA roots of the system and of the environment, and no others. They are read once:
/// reading them takes milliseconds, and they take 150 KiB of memory.
///
/// # Errors
/// If the roots cannot be read. The next call reads them again.
pub(super) fn shared() -> Result<ClientConfig, String> {
    static SHARED: OnceLock<ClientConfig> = OnceLock::new();
    match SHARED.get() {
        Some(config) => Ok(config.clone()),
        None => read().map(|config| SHARED.get_or_init(|| config).clone()),
    }
}

fn read() -> Result<ClientConfig, String> {
    let bundle = environment::certificates()?.unwrap_or_default();
    let roots = CertificateDer::pem_slice_iter(&bundle).collect::<Result<Vec<_>, _>>();
    let roots = roots.map_err(|error| format!("REQUESTS_CA_BUNDLE is not PEM: {error}"))?;
    with_roots(roots).map_err(|error| error.to_string())
}

fn with_roots(more: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(more, Arc::clone(&provider))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = match cfg!(feature = "http2") {
        true => vec!["h2".into(), "http/1.1".into()],
        false => vec!["http/1.1".into()],
    };
    Ok(config)
}
