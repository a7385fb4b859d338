//! Compares requests and results with the recorded ones.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plugin_core::PluginError;
use plugin_core::testing::RecordedRequest;
use serde_json::Value;
use std::collections::BTreeMap;

/// The result of a call, and its requests.
pub struct Outcome<'a> {
    pub result: Result<Value, PluginError>,
    pub sent: &'a [RecordedRequest],
}

pub fn base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

fn decoded(text: &str) -> String {
    let pairs = format!("x={}", text.replace('+', "%2B"));
    form(&pairs).remove(0).1
}

/// The pairs of a query or a form, decoded.
fn form(text: &str) -> Vec<(String, String)> {
    let byte = |text: &[u8]| u8::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok();
    let decode = |text: &str| {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let [first, more @ ..] = rest {
            rest = more;
            match (first, more) {
                (b'+', _) => bytes.push(b' '),
                (b'%', [a, b, after @ ..]) if byte(&[*a, *b]).is_some() => {
                    bytes.push(byte(&[*a, *b]).unwrap());
                    rest = after;
                }
                (other, _) => bytes.push(*other),
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(a, b)| (decode(a), decode(b)))
        .collect()
}

/// Pairs by name; order counts only among equal names.
fn by_name(pairs: Vec<(String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        let value = if ["True", "False"].contains(&value.as_str()) { value.to_lowercase() } else { value };
        names.entry(name).or_default().push(value);
    }
    names
}

type Parts = (String, Vec<String>, BTreeMap<String, Vec<String>>);

/// Host, segments and parameters of a URL.
fn parts(url: &str) -> Parts {
    let url = url.split('#').next().unwrap();
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let address = address.strip_prefix("https://").unwrap();
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    // One that escapes a slash is one segment, another is two; both name the same blob.
    (host.to_owned(), path.split('/').map(decoded).collect(), by_name(form(query)))
}

pub fn address(recorded: &Value, method: &str, url: &str) -> Vec<String> {
    let mut differences = Vec::new();
    if recorded["method"] != method {
        differences.push(format!("{method} in place of {}", recorded["method"]));
    }
    let theirs = recorded["url"].as_str().unwrap();
    if parts(theirs) != parts(url) {
        differences.push(format!("sent {url} in place of {theirs}"));
    }
    differences
}

/// A line for each difference of a request.
pub fn request(recorded: &Value, sent: &RecordedRequest) -> Vec<String> {
    let mut differences = address(recorded, sent.method(), sent.url());
    for (name, value) in recorded["headers"].as_object().unwrap() {
        let (ours, value) = (sent.header(name).unwrap_or("nothing"), value.as_str().unwrap());
        let same = match value.strip_suffix("boundary=*") {
            Some(start) => ours.starts_with(start),
            None => ours == value,
        };
        if !same {
            differences.push(format!("{name}: {ours} in place of {value}"));
        }
    }
    if recorded.get("verify_tls").is_some() {
        differences.push("nothing is known of verify_tls".to_owned());
    }
    if !same_body(&recorded["body"], sent) {
        differences.push(format!("the body is {:?} in place of {}", sent.text(), recorded["body"]));
    }
    differences
}

fn same_body(recorded: &Value, sent: &RecordedRequest) -> bool {
    let Value::Object(body) = recorded else { return sent.body().is_empty() };
    match body.iter().next().map(|(kind, value)| (kind.as_str(), value)) {
        Some(("json", value)) => sent.json() == *value,
        Some(("text", value)) => sent.text() == value.as_str().unwrap(),
        Some(("base64", value)) => sent.body() == base64(value.as_str().unwrap()),
        Some(("form", value)) => {
            let pairs: Vec<(String, String)> = serde_json::from_value(value.clone()).unwrap();
            by_name(pairs) == by_name(form(&sent.text()))
        }
        Some(("multipart", value)) => multipart(value.as_array().unwrap(), sent),
        _ => false,
    }
}

fn multipart(recorded: &[Value], sent: &RecordedRequest) -> bool {
    let boundary = sent.header("content-type").and_then(|value| value.split_once("boundary=")).unwrap().1;
    let lines = |part: &Value| {
        let text = |key: &str| part[key].as_str().unwrap_or_default().to_owned();
        let content = match part["base64"].as_str() {
            Some(text) => base64(text),
            None => text("text").into_bytes(),
        };
        let filename = text("filename").replace('"', "%22");
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{filename}\"\r\nContent-Type: {}\r\n\r\n",
            text("name"),
            text("content_type")
        );
        [head.as_bytes(), &content, b"\r\n"].concat()
    };
    let whole = recorded.iter().flat_map(lines).chain(format!("--{boundary}--\r\n").into_bytes());
    sent.body() == whole.collect::<Vec<u8>>()
}

/// A line for each difference of an error.
pub fn error(recorded: &Value, exchanges: &[Value], error: &PluginError) -> Vec<String> {
    let mut differences = Vec::new();
    let mut check = |is_right: bool, text: String| {
        if !is_right {
            differences.push(text);
        }
    };
    let preset = recorded["preset"].as_str();
    // The text may be that of a preset that the old client did not name.
    let is_preset =
        error.preset_name() == preset || error.preset_name() == recorded["cause_text_of_preset"].as_str();
    check(
        is_preset || recorded["kind"] == "typed",
        format!("the preset is {:?} in place of {preset:?}", error.preset_name()),
    );
    check(!error.cause().is_empty(), "there is no cause".to_owned());
    if let Some(status) = recorded["status_code"].as_u64() {
        check(
            error.status().map(u64::from) == Some(status),
            format!("the status is {:?} in place of {status}", error.status()),
        );
    }
    let (ours, theirs) = (error.data(), recorded["data"].as_str().unwrap_or_default());
    let is_same = match recorded["data_kind"].as_str() {
        Some("empty") => ours.is_empty(),
        Some("response_text") => {
            let text = exchanges.last().and_then(|exchange| exchange["response"]["body"].as_str());
            ours == text.unwrap_or(theirs)
        }
        Some("client_text") => ours == theirs,
        Some("xml_as_json") => {
            let json = |text: &str| serde_json::from_str::<Value>(text).ok();
            json(&ours).is_some() && json(&ours) == json(theirs)
        }
        // The text of a Python library.
        _ => true,
    };
    check(is_same, format!("the data is {ours:?} in place of {theirs:?}"));
    differences
}
