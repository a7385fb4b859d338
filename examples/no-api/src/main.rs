//! A plugin without an API: it needs neither a connection nor a network.

use plugin_core::values::Bytes;
use plugin_core::{PluginError, Result, ResultExt, Schema, action};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::net::IpAddr;

#[derive(Deserialize, Schema)]
struct ExtractInput {
    /// Text to search
    #[field(example = "192.0.2.7 sent d41d8cd98f00b204e9800998ecf8427e")]
    text: String,
}

#[derive(Serialize, Schema)]
struct ExtractOutput {
    /// IP addresses, each once
    addresses: Vec<String>,
    /// MD5, SHA-1 and SHA-256 hashes, each once and in lowercase
    hashes: Vec<String>,
}

/// Find the IP addresses and hashes in a text
#[action]
async fn extract(input: ExtractInput) -> Result<ExtractOutput> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == ':';
    let words = || input.text.split(|letter| !is_part(letter)).map(|word| word.trim_end_matches(['.', ':']));
    let addresses: BTreeSet<IpAddr> = words().filter_map(|word| word.parse().ok()).collect();
    let hashes: BTreeSet<String> =
        words().filter(|word| is_hash(word)).map(str::to_ascii_lowercase).collect();
    tracing::info!("{} addresses and {} hashes", addresses.len(), hashes.len());
    let addresses = addresses.iter().map(IpAddr::to_string).collect();
    Ok(ExtractOutput { addresses, hashes: hashes.into_iter().collect() })
}

fn is_hash(word: &str) -> bool {
    matches!(word.len(), 32 | 40 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[derive(Deserialize, Schema)]
struct DecodeInput {
    /// Text as base64
    #[field(example = "aGVsbG8=")]
    content: Bytes,
}

#[derive(Serialize, Schema)]
struct DecodeOutput {
    /// The decoded text
    text: String,
}

/// Decode base64 to text
#[action]
async fn decode(input: DecodeInput) -> Result<DecodeOutput> {
    let bytes = input.content.decode()?.into_owned();
    if bytes.starts_with(b"MZ") {
        return Err(PluginError::new("The content is a program.", "Pass a text."));
    }
    // Other errors are converted with a sentence about what failed.
    let text = String::from_utf8(bytes).context("the content is not UTF-8")?;
    Ok(DecodeOutput { text })
}

plugin_core::plugin! {
    title: "Text Tools", vendor: "acme",
    actions: [extract, decode],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}

#[cfg(test)]
mod tests {
    use super::{DecodeInput, decode};
    use plugin_core::testing::Harness;
    use serde_json::json;

    #[tokio::test]
    async fn addresses_and_hashes_are_found_once() {
        let text = "From 192.0.2.7: D41D8CD98F00B204E9800998ECF8427E, then 2001:db8::1 and 192.0.2.7.";
        let answer = Harness::new(crate::plugin()).action("extract", json!({"text": text})).await;
        let addresses = ["192.0.2.7", "2001:db8::1"];
        let expected = json!({"addresses": addresses, "hashes": ["d41d8cd98f00b204e9800998ecf8427e"]});
        assert_eq!(answer.output(), &expected);
        assert!(answer.log().contains("2 addresses and 1 hashes"), "{}", answer.log());
    }

    #[tokio::test]
    async fn an_empty_text_is_rejected() {
        let answer = Harness::new(crate::plugin()).action("extract", json!({"text": ""})).await;
        assert_eq!(answer.status(), 400);
    }

    /// A step is a function, and a test can call it.
    #[tokio::test]
    async fn only_texts_are_decoded() {
        let decoded =
            |content| decode(DecodeInput { content: plugin_core::values::Bytes::from_base64(content) });
        assert_eq!(decoded("aGVsbG8=").await.unwrap().text, "hello");
        assert_eq!(
            decoded("TVo=").await.err().unwrap().to_string(),
            "The step failed: The content is a program. Pass a text."
        );
        let error = decoded("/w==").await.err().unwrap();
        assert!(format!("{error:#}").starts_with("the content is not UTF-8: invalid utf-8"), "{error:#}");
        assert!(decoded("%").await.is_err());
    }
}
