//! An environment variable that is invalid fails the step. It is never ignored.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

use serde_json::{Value, json};
use std::ffi::OsStr;
use std::process::Command;
use std::sync::Arc;
use test_support::output;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Runs `add_user` against this URL with one variable. Returns the text of the error.
fn error(url: &str, variable: &str, value: impl AsRef<OsStr>) -> String {
    let message = json!({"version": "v1", "type": "action_start", "body": {
        "action": "add_user",
        "input": {"name": "Grace", "email": "grace@example.com"},
        "connection": {
            "url": url, "account_id": "acme-17", "client_id": "tests", "client_secret": {"secretKey": "s3cr3t"},
        },
    }});
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-plugin"));
    command.env_remove("PLUGIN_LOG").env_remove("RUST_LOG").arg("run").env(variable, value);
    let output = output(&mut command, &message.to_string());
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    reply["body"]["error"].as_str().unwrap().to_owned()
}

const HTTP: &str = "http://127.0.0.1:1/v1";
const HTTPS: &str = "https://127.0.0.1:1/v1";

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    for variable in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
        let error = error(HTTPS, variable, "/no/such/file");
        let expected = format!("{variable} cannot be read: No such file or directory (os error 2)");
        assert!(error.contains(&expected), "{error}");
    }
}

#[test]
fn a_proxy_that_is_not_a_url_is_an_error() {
    for (url, variable) in
        [(HTTPS, "HTTPS_PROXY"), (HTTPS, "https_proxy"), (HTTP, "HTTP_PROXY"), (HTTP, "ALL_PROXY")]
    {
        let error = error(url, variable, ":::s3cr3t");
        let expected = format!("{variable} is not a URL, such as http://proxy:3128");
        assert!(error.contains(&expected) && !error.contains("s3cr3t"), "{error}");
    }
}

#[test]
fn a_valid_proxy_is_used() {
    for proxy in ["127.0.0.1:9", "http://127.0.0.1:9", "localhost:9", "http://user:s3cr3t@127.0.0.1:9"] {
        let error = error(HTTPS, "HTTPS_PROXY", proxy);
        assert!(!error.contains("is not a URL") && !error.contains("s3cr3t"), "{proxy}: {error}");
    }
}

/// What a step reports for 404, so the connection was trusted.
const NOT_FOUND: &str = "The API has nothing at this address.";

/// Serves https with a certificate of its own and replies 404 to everything. Returns its port and the certificate.
fn serve_https() -> (u16, String) {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config =
        config.with_no_client_auth().with_single_cert(vec![certified.cert.der().clone()], key).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                // A client that does not trust the certificate closes the connection.
                let Ok(mut stream) = TlsAcceptor::from(Arc::new(config.clone())).accept(stream).await else {
                    continue;
                };
                let _ = stream.read(&mut [0; 4096]).await;
                let response = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(response.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        })
    });
    (port, certified.cert.pem())
}

#[test]
fn an_api_is_trusted_if_a_variable_names_its_certificate_authority() {
    let (port, certificate) = serve_https();
    let url = format!("https://localhost:{port}/v1");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, certificate).unwrap();
    for variable in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
        let error = error(&url, variable, file.path());
        assert!(error.contains(NOT_FOUND), "{variable}: {error}");
    }
    let error = error(&url, "UNUSED", "");
    assert!(error.contains("certificate") && !error.contains(NOT_FOUND), "{error}");
}
