//! Sleeps of the author, and bodies that never end.

use super::client;
use plugin_core::testing::{Harness, MockResponse, Stub};
use plugin_core::{Context, Events, Http, PluginError, Preset, Result, Schema, action, api, trigger};
use serde::Serialize;
use serde_json::json;
use std::time::{Duration, Instant};

struct Jobs {
    http: Http,
}

#[api]
impl Jobs {
    #[api_call(GET, "job")]
    async fn job(&self) -> Result<bool>;

    #[api_call(GET, "state")]
    async fn state(&self) -> Result<Option<u64>>;
}

#[derive(Serialize, Schema)]
struct JobOutput {
    /// Time at which the job was done
    at: String,
}

/// Wait until the job is done
#[action]
async fn await_job(context: &Context) -> Result<JobOutput> {
    let jobs = Jobs { http: Http::new("https://api.example.com")? };
    while jobs.state().await?.is_none() {
        jobs.http.sleep(Duration::from_secs(600)).await;
    }
    context.sleep(Duration::from_secs(7200)).await;
    Ok(JobOutput { at: context.now().to_string() })
}

/// Read the job once and end
#[trigger]
async fn read_job(_: Events<JobOutput>) -> Result<()> {
    let jobs = Jobs { http: Http::new("https://api.example.com")? };
    match jobs.job().await {
        Ok(_) => Ok(()),
        Err(error) if error.preset() == Some(Preset::Timeout) => Err(error),
        Err(error) => Err(PluginError::server(error)),
    }
}

plugin_core::plugin! { title: "Clocks", vendor: "acme", actions: [await_job], triggers: [read_job] }

#[tokio::test]
async fn sleeps_advance_the_test_clock() {
    let stub = Stub::new();
    stub.on(Jobs::STATE).times(3).respond(MockResponse::status(204));
    stub.on(Jobs::STATE).respond(MockResponse::json(1));
    let start = Instant::now();
    let reply = Harness::new(plugin()).stub(&stub).action("await_job", json!({})).await;
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(stub.waits(), [Duration::from_secs(600); 3]);
    assert_eq!(reply.output(), &json!({"at": "2026-01-01T02:30:00Z"}));
    assert_eq!(stub.now().to_string(), "2026-01-01T02:30:00Z");
}

#[tokio::test(start_paused = true)]
async fn slow_bodies_time_out_in_triggers() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::status(200).body(vec![b' '; 1 << 20]).slow(Duration::from_secs(50)));
    let start = tokio::time::Instant::now();
    let reply = Harness::new(plugin()).stub(&stub).trigger("read_job", json!({})).wait().await;
    assert_eq!(reply.preset(), Some("timeout"), "{reply:?}");
    assert!(start.elapsed() <= Duration::from_secs(2 * 60 * 60), "{:?}", start.elapsed());
    let api = Jobs { http: client(&stub, |http| http) };
    assert_eq!(api.job().await.unwrap_err().preset(), Some(Preset::Timeout));
}
