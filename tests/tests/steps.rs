//! What the engine does for every step, seen through the harness.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

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
    /// Whose count is meant
    counter: usize,
}

/// One for each test, since they run at the same time.
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
        Err(PluginError::preset(Preset::ApiKey).data(self.key.expose()))
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
    let error = PluginError::preset(input.preset.parse().unwrap());
    Err(match input.status {
        Some(status) => error.status_code(status),
        None => error,
    })
}

/// Take too long
#[action(timeout = "50ms")]
async fn doze() -> Result<()> {
    std::future::pending().await
}

/// Log from a part of the step that runs beside it
#[action]
async fn both(connection: &Connection, context: &Context) -> Result<()> {
    let key = connection.key.expose().to_owned();
    let other = context.spawn(async move { tracing::info!("the other has {key}") });
    other.await.map_err(PluginError::server)?;
    tracing::info!("the time is {}", context.now());
    Ok(())
}

/// Fail beside a state that is kept
#[task]
async fn watch(_connection: &Connection) -> Result<Page<(), ()>> {
    Ok(Page::new(()).error(PluginError::preset(Preset::InvalidCredentials)))
}

#[derive(Serialize, Schema)]
struct Tick {
    /// When
    time: String,
}

/// Tell the time every hour
#[trigger]
async fn hourly(connection: &Connection, events: Events<Tick>, context: &Context) -> Result<()> {
    loop {
        tracing::info!("the key is {}", connection.key.expose());
        events.send(Tick { time: format!("{} {}", context.now(), connection.key.expose()) }).await?;
        events.sleep(Duration::from_secs(60 * 60)).await?;
    }
}

/// Keep a secret in the state, twice
#[trigger]
async fn careless(connection: &Connection, events: Events<Tick>) -> Result<()> {
    let state = json!({"login": {"key": connection.key.expose()}});
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
async fn a_connection_whose_credentials_are_not_accepted_is_made_anew() {
    let harness = harness(1);
    let connected = || CONNECTED[1].load(Ordering::SeqCst);
    for (preset, then) in [("not_found", 1), ("server_error", 1), ("api_key", 1), ("unknown", 2)] {
        let answer = harness.action("fail", json!({"preset": preset})).await;
        assert_eq!((answer.preset(), connected()), (Some(preset), then));
    }
}

#[tokio::test]
async fn a_task_and_a_test_tell_that_credentials_are_not_accepted() {
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
async fn a_401_evicts_the_connection_in_every_error_table_and_a_403_does_not() {
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
async fn a_connection_is_evicted_once_a_second_at_most() {
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
async fn a_step_has_a_time_of_its_own() {
    let answer = harness(0).action("doze", json!({})).await;
    let told =
        "The step was stopped because it took longer than 0.05 seconds. This is the step's own `timeout`.";
    assert_eq!((answer.status(), answer.error()), (500, told));
}

#[tokio::test]
async fn what_runs_beside_a_step_logs_with_it_and_hides_with_it() {
    let answer = harness(0).action("both", json!({})).await;
    assert_eq!(
        answer.log(),
        "acme/Steps:0.1.0. Step name: both\nthe other has ********\nthe time is 2026-01-01T00:00:00Z\n"
    );
}

#[tokio::test]
async fn secrets_do_not_leave_in_events_or_tests() {
    let harness = harness(0);
    let mut trigger = harness.trigger("hourly", json!({}));
    let event = trigger.envelope().await;
    assert_eq!(event["body"]["output"]["time"], "2026-01-01T00:00:00Z ********");
    assert_eq!(event["body"]["log"], "acme/Steps:0.1.0. Step name: hourly\nthe key is ********\n");
    trigger.advance(Duration::from_secs(60 * 60)).await;
    assert_eq!(trigger.event().await["time"], "2026-01-01T01:00:00Z ********");
    assert_eq!(trigger.end().await.output(), &json!(null));
    let answer = harness.test_connection().await;
    assert!(!answer.envelope().to_string().contains("canary"), "{}", answer.envelope());
}

#[tokio::test]
async fn a_step_that_is_not_there_is_told_with_those_that_are() {
    let answer = harness(0).action("dose", json!({})).await;
    assert_eq!(answer.error(), "This plugin has no action \"dose\". Its actions: fail, doze, both.");
}

#[tokio::test]
async fn a_trigger_sleeps_as_long_as_it_says_when_somebody_sets_the_clock_back() {
    let harness = harness(0);
    let mut trigger = harness.trigger("hourly", json!({}));
    assert_eq!(trigger.events().await.len(), 1);
    harness.set_now("2025-12-31T23:00:00Z".parse().unwrap());
    trigger.advance(Duration::from_secs(60 * 60)).await;
    assert_eq!(trigger.event().await["time"], "2026-01-01T00:00:00Z ********");
}

#[tokio::test]
async fn a_trigger_whose_state_holds_a_secret_is_warned_once_and_keeps_its_state() {
    let harness = harness(0);
    let answer = harness.trigger("careless", json!({})).ended().await;
    let told = "The state holds a secret in /login/key, and is stored in plain text. Take the secret from the connection instead.";
    assert_eq!(answer.log().matches(told).count(), 1, "{}", answer.log());
    let state = std::fs::read_to_string(harness.workspace().join("cache/test.json")).unwrap();
    assert_eq!(state, r#"{"login":{"key":"canary-1"}}"#);
}
