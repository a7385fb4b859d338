//! Secrets are recognised by type and masked in everything that leaves a run.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plugin_core::testing::Harness;
use plugin_core::values::{Password, SecretKey, UsernamePassword};
use plugin_core::{Events, Page, PluginError, Result, Schema, action, connection, task, trigger};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::process::Command;
use test_support::output as run;

#[derive(Deserialize, Schema)]
struct Proxy {
    /// Login
    login: Option<UsernamePassword>,
}

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// Key
    #[serde(alias = "apiKey")]
    key: SecretKey,
    /// Tokens by name
    tokens: HashMap<String, Password>,
    /// Proxies
    proxies: Vec<Proxy>,
}

struct Connection {
    secrets: Vec<Password>,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        let logins = input.proxies.into_iter().filter_map(|proxy| proxy.login);
        let mut secrets: Vec<_> = logins.map(|login| login.password).collect();
        secrets.push(input.key.secret_key);
        secrets.extend(input.tokens.into_values());
        for secret in &secrets {
            tracing::info!("connect has {}", secret.expose_secret());
            if secret.expose_secret() == "refused-secret" {
                return Err(PluginError::new(format!("{} is wrong", secret.expose_secret()), "Mend it."));
            }
        }
        Ok(Self { secrets })
    }

    async fn test(&self) -> Result<()> {
        Err(PluginError::new("test", "a").with_data(leak(&self.secrets).text))
    }
}

#[derive(Deserialize, Schema)]
struct LeakInput {
    /// More
    more: Vec<Password>,
}

#[derive(Clone, Serialize, Schema)]
struct Leaked {
    /// All secrets
    text: String,
    /// All secrets, nested
    list: Vec<HashMap<String, String>>,
}

fn leak(secrets: &[Password]) -> Leaked {
    let texts: Vec<_> = secrets.iter().map(Password::expose_secret).collect();
    let text = format!("{} {texts:?} {}", texts.join(" "), json!(texts));
    tracing::info!("the text is {text}");
    tracing::info!(secret = texts[0], list = ?texts, body = json!(texts).to_string(), "fields");
    Leaked { list: vec![HashMap::from([("key".to_owned(), text.clone())])], text }
}

fn all(connection: &Connection, more: &[Password]) -> Vec<Password> {
    connection.secrets.iter().chain(more).cloned().collect()
}

/// Leak in an output
#[action]
async fn output(connection: &Connection, input: LeakInput) -> Result<Leaked> {
    Ok(leak(&all(connection, &input.more)))
}

/// Leak in an error
#[action]
async fn error(connection: &Connection, input: LeakInput) -> Result<()> {
    let text = leak(&all(connection, &input.more)).text;
    Err(PluginError::new(text.clone(), text.clone()).with_data(json!({ "data": [text] })))
}

/// Leak in a panic
#[action]
async fn panic(connection: &Connection, input: LeakInput) -> Result<()> {
    panic!("{}", leak(&all(connection, &input.more)).text)
}

/// Leak in the source of an error
#[action]
async fn source(connection: &Connection, input: LeakInput) -> Result<()> {
    Err(std::io::Error::other(leak(&all(connection, &input.more)).text))?
}

#[derive(Deserialize, Schema)]
struct FormsInput {
    /// Secret
    secret: Password,
    /// How the step ends: output, error or panic
    end: String,
}

#[derive(Serialize, Schema)]
struct Forms {
    /// Forms
    forms: Vec<String>,
}

/// Leak in all forms
#[action]
async fn forms(input: FormsInput) -> Result<Forms> {
    let forms = forms_of(input.secret.expose_secret());
    for form in &forms {
        tracing::info!("the form is {form}");
    }
    tracing::warn!(secret = input.secret.expose_secret(), list = ?forms, "fields");
    match input.end.as_str() {
        "output" => Ok(Forms { forms }),
        "error" => Err(PluginError::new(forms.join(" "), "Mend it.").with_data(json!(forms))),
        _ => panic!("{forms:?}"),
    }
}

/// The forms in which programs write a secret.
fn forms_of(secret: &str) -> Vec<String> {
    let json = json!(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let units: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    let login = format!("Basic {}", STANDARD.encode(format!("ada:{secret}")));
    let url = format!("https://example.com/?q={percent}&x=1");
    vec![secret.to_owned(), json.replace('/', "\\/"), json, format!("{secret:?}"), percent, units, login, url]
}

/// Leak in an event
#[trigger]
async fn event(connection: &Connection, input: LeakInput, events: Events<Leaked>) -> Result<()> {
    events.send(leak(&all(connection, &input.more))).await
}

#[derive(Default, Serialize, Deserialize, Schema)]
#[serde(default)]
struct State {
    /// Since
    since: String,
    /// Cursors
    cursors: Vec<String>,
}

#[derive(Serialize, Schema)]
struct Polled {
    /// Count
    count: u64,
}

/// Leak in a state
#[task]
async fn state(connection: &Connection, input: LeakInput, _state: State) -> Result<Page<Polled, State>> {
    let secret = all(connection, &input.more)[0].expose_secret().to_owned();
    Ok(Page::new(Polled { count: 1 })
        .state(State { since: "2026-01-01".to_owned(), cursors: vec!["a".to_owned(), secret] }))
}

plugin_core::plugin! {
    title: "Secrets", vendor: "acme", connection: Connection,
    actions: [output, error, source, panic, forms], triggers: [event], tasks: [state],
}

const PEM: &str = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw/+==\n\"é\\\n-----END KEY-----";

/// A piece of each secret that no masked text holds.
const CANARIES: [&str; 5] = ["login-canary", "MIIEvQIBADANB", "t0ken-canary", "pin-canary", "input-canary"];

fn harness() -> Harness {
    Harness::new(plugin()).connection(json!({
        "apiKey": {"secretKey": PEM},
        "tokens": {"one": "t0ken-canary/%", "two": "pin-canary"},
        "proxies": [{"login": {"username": "ada", "password": "login-canary"}}],
    }))
}

fn input() -> Value {
    json!({"more": ["input-canary \"&+"]})
}

#[track_caller]
fn assert_masked(text: &str) {
    assert!(text.contains("********"), "{text}");
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[tokio::test]
async fn secrets_are_found_by_type_at_any_depth() {
    let harness = harness();
    // The second run uses the cached connection.
    for step in ["output", "error", "source", "panic", "output"] {
        assert_masked(&harness.action(step, input()).await.envelope().to_string());
    }
    let answer = harness.action("source", input()).await;
    assert_eq!(answer.status(), 500);
    assert!(answer.error().starts_with("An I/O operation failed: "), "{}", answer.error());
    assert_masked(&harness.test_connection().await.envelope().to_string());
    assert_masked(&harness.trigger("event", input()).envelope().await.to_string());
}

#[tokio::test]
async fn errors_of_connect_mask_secrets() {
    let connection = json!({"key": {"secretKey": "refused-secret"}, "tokens": {}, "proxies": []});
    let answer = Harness::new(plugin()).connection(connection).action("output", input()).await;
    assert_eq!(answer.error(), "The step failed: ******** is wrong Mend it.");
    assert_eq!(answer.log(), "connect has ********\nThe step failed: ******** is wrong Mend it.\n");
}

#[tokio::test]
async fn states_are_unchanged_and_secrets_in_them_are_warned_about() {
    let connection = json!({"key": {"secretKey": "2026"}, "tokens": {"a": "result"}, "proxies": []});
    let answer =
        Harness::new(plugin()).connection(connection).task("state", json!({"more": []}), json!({})).await;
    assert_eq!(answer.state(), &json!({"since": "2026-01-01", "cursors": ["a", "2026"]}));
    let warning = "The state contains a secret in /since and is stored in plain text. \
        Read the secret from the connection instead.\n";
    assert!(answer.log().ends_with(warning), "{}", answer.log());
}

#[tokio::test]
async fn too_many_secrets_are_rejected() {
    let many: Vec<_> = (0..2000).map(|number| format!("secret {number}")).collect();
    let answer = harness().action("output", json!({ "more": many })).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(
        answer.error(),
        "The action input is invalid: /more/1000: more than 1000 secrets or 65536 bytes of them in one run."
    );
}

/// The strings of an envelope, keys left out.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(values) => values.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_form_of_a_secret_is_masked(secret in "[ -)+-~é🔑\n\t]{0,20}[a-zA-Z0-9é/+\"\\\\]{6,20}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for end in ["output", "error", "panic"] {
            let input = json!({"secret": secret, "end": end});
            let envelope = runtime.block_on(async { harness().action("forms", input).await.envelope().clone() });
            let mut found = Vec::new();
            strings(&envelope, &mut found);
            for form in forms_of(secret.trim()) {
                prop_assert!(found.iter().all(|text| !text.contains(&form)), "{:?} in {:#?}", form, found);
            }
            prop_assert!(found.iter().any(|text| text.contains("********")), "{:?}", found);
        }
    }
}

/// The reply of a plugin without a connection to a message on stdin.
fn reply(connection: &str, input: &str) -> String {
    let body = format!(r#"{{"action":"block","meta":{{}},"input":{input},"connection":{connection}}}"#);
    let message = format!(r#"{{"version":"v1","type":"action_start","body":{body}}}"#);
    let mut command = Command::new("sh");
    // 1 GiB of memory, in which a reply of gigabytes has no room.
    command.args(["-c", "ulimit -v 1048576; exec \"$0\" run", env!("CARGO_BIN_EXE_fixture")]);
    let output = run(&mut command, &message);
    assert!(output.status.code().is_some(), "{:?}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn keys_of_a_message_do_not_register_secrets() {
    let pair = r#"{"token":"****"},{"token":"a001"},"#;
    let connection = format!(r#"{{"list":[{}{{}}]}}"#, pair.repeat(40));
    let plain = reply("{}", r#"{"seconds":"a001****"}"#);
    assert_eq!(reply(&connection, r#"{"seconds":"a001****"}"#), plain);
    let plain = reply("{}", r#"{"seconds":0}"#);
    assert_eq!(reply(&connection, r#"{"seconds":0}"#), plain);
}
