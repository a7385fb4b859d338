//! The engine through the harness: evictions, timeouts, spawned tasks, sleeps and states.

use plugin_core::error::StatusTable;
use plugin_core::testing::Harness;
use plugin_core::values::SecretKey;
use plugin_core::{
    Context, Events, Page, PluginError, Preset, Result, Schema, action, connection, task, trigger,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// Key
    key: SecretKey,
    /// Index of the counter
    counter: usize,
}

/// Counts of calls to `connect`, one for each test, since tests run at the same time.
static CONNECTED: [AtomicU64; 10] = [const { AtomicU64::new(0) }; 10];

struct Connection {
    key: SecretKey,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        CONNECTED[input.counter].fetch_add(1, Ordering::SeqCst);
        Ok(Self { key: input.key })
    }

    async fn test(&self) -> Result<()> {
        Err(PluginError::from_preset(Preset::ApiKey).with_data(self.key.expose_secret()))
    }
}

#[derive(Deserialize, Schema)]
struct FailInput {
    /// Name of a preset
    preset: String,
    /// Status of the answer of an API
    status: Option<u16>,
}

/// Fail with a preset
#[action]
async fn fail(_connection: &Connection, input: FailInput) -> Result<()> {
    let error = PluginError::from_preset(input.preset.parse().unwrap());
    Err(match input.status {
        Some(status) => error.with_status(status),
        None => error,
    })
}

/// Run into the timeout
#[action(timeout = "50ms")]
async fn doze() -> Result<()> {
    std::future::pending().await
}

/// Log from a spawned task
#[action]
async fn both(connection: &Connection, context: &Context) -> Result<()> {
    let key = connection.key.expose_secret().to_owned();
    let other = context.spawn(async move { tracing::info!("the other has {key}") });
    other.await.map_err(PluginError::server)?;
    tracing::info!("the time is {}", context.now());
    Ok(())
}

/// Report an error and keep the state
#[task]
async fn watch(_connection: &Connection) -> Result<Page<(), ()>> {
    Ok(Page::new(()).error(PluginError::from_preset(Preset::InvalidCredentials)))
}

#[derive(Serialize, Schema)]
struct Tick {
    /// Time of the event
    time: String,
}

/// Send the time every hour
#[trigger]
async fn hourly(connection: &Connection, events: Events<Tick>, context: &Context) -> Result<()> {
    loop {
        tracing::info!("the key is {}", connection.key.expose_secret());
        events.send(Tick { time: format!("{} {}", context.now(), connection.key.expose_secret()) }).await?;
        events.sleep(Duration::from_secs(60 * 60)).await?;
    }
}

/// Keep a secret in the state, twice
#[trigger]
async fn careless(connection: &Connection, events: Events<Tick>) -> Result<()> {
    let state = json!({"login": {"key": connection.key.expose_secret()}});
    events.save_state(&state)?;
    events.commit([], &state).await
}

plugin_core::plugin! {
    title: "Steps", vendor: "acme",
    connection: Connection,
    actions: [fail, doze, both],
    triggers: [hourly, careless],
    tasks: [watch],
}

fn harness(counter: usize) -> Harness {
    Harness::new(plugin()).connection(json!({"key": {"secretKey": "canary-1"}, "counter": counter}))
}

#[tokio::test]
async fn rejected_credentials_evict_the_connection() {
    let harness = harness(1);
    let connected = || CONNECTED[1].load(Ordering::SeqCst);
    for (preset, then) in [("not_found", 1), ("server_error", 1), ("api_key", 1), ("unknown", 2)] {
        let answer = harness.action("fail", json!({"preset": preset})).await;
        assert_eq!((answer.preset(), connected()), (Some(preset), then));
    }
}

#[tokio::test]
async fn tasks_and_connection_tests_evict_the_connection() {
    let (task, test) = (harness(2), harness(3));
    let answer = task.task("watch", json!({}), json!({})).await;
    assert_eq!((answer.status(), answer.preset()), (200, Some("invalid_credentials")));
    assert_eq!(test.test_connection().await.preset(), Some("api_key"));
    for (counter, harness) in [(2, task), (3, test)] {
        harness.action("both", json!({})).await.output();
        assert_eq!(CONNECTED[counter].load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn status_401_evicts_the_connection_and_403_does_not() {
    for (counter, table, status, connections) in [
        (4, StatusTable::SEED, 401, 2),
        (5, StatusTable::RUNTIME, 401, 2),
        (6, StatusTable::SEED, 403, 1),
        (7, StatusTable::RUNTIME, 403, 1),
        (8, StatusTable::new(&[(403, Preset::ApiKey)]), 403, 1),
    ] {
        let harness = harness(counter);
        for _ in 0..2 {
            harness.action("fail", json!({"preset": table.preset(status).name(), "status": status})).await;
        }
        assert_eq!(CONNECTED[counter].load(Ordering::SeqCst), connections, "{table:?} {status}");
    }
}

#[tokio::test]
async fn evictions_are_limited_to_one_per_second() {
    let (harness, start) = (harness(9), Instant::now());
    for _ in 0..100 {
        harness.action("fail", json!({"preset": "unknown", "status": 401})).await;
    }
    let connected = CONNECTED[9].load(Ordering::SeqCst);
    assert!((2..=2 + start.elapsed().as_secs()).contains(&connected), "{connected}");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    harness.action("fail", json!({"preset": "unknown", "status": 401})).await;
    harness.action("both", json!({})).await.output();
    assert!(CONNECTED[9].load(Ordering::SeqCst) > connected);
}

#[tokio::test]
async fn the_timeout_of_a_step_stops_it() {
    let answer = harness(0).action("doze", json!({})).await;
    let message =
        "The step was stopped because it took longer than 0.05 seconds. The step sets this timeout itself.";
    assert_eq!((answer.status(), answer.error()), (500, message));
}

#[tokio::test]
async fn spawned_tasks_log_to_their_run_and_mask_secrets() {
    let answer = harness(0).action("both", json!({})).await;
    assert_eq!(
        answer.log(),
        "acme/Steps:0.1.0. Step name: both\nthe other has ********\nthe time is 2026-01-01T00:00:00Z\n"
    );
}

#[tokio::test]
async fn events_and_connection_tests_mask_secrets() {
    let harness = harness(0);
    let mut trigger = harness.trigger("hourly", json!({}));
    let event = trigger.envelope().await;
    assert_eq!(event["body"]["output"]["time"], "2026-01-01T00:00:00Z ********");
    assert_eq!(event["body"]["log"], "acme/Steps:0.1.0. Step name: hourly\nthe key is ********\n");
    trigger.advance(Duration::from_secs(60 * 60)).await;
    assert_eq!(trigger.event().await["time"], "2026-01-01T01:00:00Z ********");
    assert_eq!(trigger.stop().await.output(), &json!(null));
    let answer = harness.test_connection().await;
    assert!(!answer.envelope().to_string().contains("canary"), "{}", answer.envelope());
}

#[tokio::test]
async fn an_unknown_step_error_lists_the_known_steps() {
    let answer = harness(0).action("dose", json!({})).await;
    assert_eq!(
        answer.error(),
        "This plugin has no action \"dose\"; did you mean \"doze\"? Its actions: fail, doze, both."
    );
}

#[tokio::test]
async fn sleeps_ignore_changes_of_the_clock() {
    let harness = harness(0);
    let mut trigger = harness.trigger("hourly", json!({}));
    assert_eq!(trigger.events().await.len(), 1);
    harness.set_now("2025-12-31T23:00:00Z".parse().unwrap());
    trigger.advance(Duration::from_secs(60 * 60)).await;
    assert_eq!(trigger.event().await["time"], "2026-01-01T00:00:00Z ********");
}

#[tokio::test]
async fn a_secret_in_the_state_is_warned_about_once() {
    let harness = harness(0);
    let answer = harness.trigger("careless", json!({})).wait().await;
    let warning = "The state contains a secret in /login/key and is stored in plain text. Read the secret from the connection instead.";
    assert_eq!(answer.log().matches(warning).count(), 1, "{}", answer.log());
    let state = std::fs::read_to_string(harness.workspace().join("cache/test.json")).unwrap();
    assert_eq!(state, r#"{"login":{"key":"canary-1"}}"#);
}
