//! Fetches JSON from a service of the orchestrator at the start.

use crate::failure;
use plugin_schema::error::Result;
use serde_json::Value;
use std::time::Duration;

/// The number of attempts, and the timeout of each.
const TRIES: u32 = 3;
const TIMEOUT: Duration = Duration::from_secs(5);

/// Fetches the JSON at `url`.
///
/// # Errors
/// The error of the last attempt.
pub async fn fetch(url: &str) -> Result<Value> {
    let client = crate::client::client_builder(url.starts_with("https:"))
        .timeout(TIMEOUT)
        .build()
        .map_err(failure::of_transport)?;
    let mut tries = 1;
    loop {
        let answer = async { client.get(url).send().await?.error_for_status()?.bytes().await };
        match answer.await {
            Ok(body) => {
                return serde_json::from_slice(&body).map_err(|error| failure::of_format(&error, 200, &body));
            }
            Err(error) if tries == TRIES => return Err(failure::of_transport(error)),
            Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
        }
        tries += 1;
    }
}
