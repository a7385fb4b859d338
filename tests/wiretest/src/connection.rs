//! A connection that counts the calls of `connect`, and fails on request.

use plugin_core::values::{AsymmetricKey, SecretKey, Token, UsernamePassword};
use plugin_core::{PluginError, Preset, Result, Schema, connection};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Copy, PartialEq, Deserialize, Schema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionMode {
    Ok,
    None,
    Cte,
    CtePreset,
    PluginExc,
    ValueError,
    ConnectFail,
    ConnectValueError,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)] // most fields are there to be checked, not to be used
pub struct ConnectionInput {
    /// Base URL
    #[field(example = "https://example.com")]
    pub url: String,
    /// API key
    #[field(example = "{\"secretKey\":\"s3cr3t\"}")]
    pub api_key: SecretKey,
    /// Login
    #[field(example = "{\"username\":\"u\",\"password\":\"p\"}")]
    pub login: Option<UsernamePassword>,
    /// Token
    #[field(title = "Token", example = "{\"token\":\"t\",\"domain\":\"d\"}")]
    pub tok: Option<Token>,
    /// Asymmetric key
    #[field(example = "{\"key\":\"k\"}")]
    pub cert: Option<AsymmetricKey>,
    /// What connect/test do
    #[field(default = "ok", example = "ok")]
    pub mode: Option<ConnectionMode>,
    /// Port
    #[field(default = 443, example = 443)]
    pub port: Option<i64>,
}

pub struct Connection {
    /// Its number among the connections of this process.
    pub number: u64,
    pub api_key: SecretKey,
    mode: Option<ConnectionMode>,
}

static CONNECTIONS: AtomicU64 = AtomicU64::new(0);

fn custom() -> PluginError {
    PluginError::new("Custom cause.", "Custom assistance.").of_connection_test()
}

#[connection]
impl Connection {
    pub async fn connect(input: ConnectionInput) -> Result<Self> {
        tracing::info!("Connect: Connecting...");
        let number = CONNECTIONS.fetch_add(1, Ordering::Relaxed) + 1;
        match input.mode {
            Some(ConnectionMode::ConnectFail) => Err(PluginError::from_preset(Preset::ApiKey)),
            Some(ConnectionMode::ConnectValueError) => panic!("connect blew up"),
            mode => Ok(Self { number, api_key: input.api_key, mode }),
        }
    }

    pub async fn test(&self) -> Result<Value> {
        match self.mode {
            Some(ConnectionMode::None) => Ok(Value::Null),
            Some(ConnectionMode::Cte) => Err(custom().with_data(json!({"k": "v"}))),
            Some(ConnectionMode::CtePreset) => {
                Err(PluginError::from_preset(Preset::ApiKey).of_connection_test())
            }
            Some(ConnectionMode::PluginExc) => {
                Err(PluginError::from_preset(Preset::Unauthorized).with_data("raw body"))
            }
            Some(ConnectionMode::ValueError) => panic!("boom in test"),
            _ => Ok(json!({"success": true})),
        }
    }

    pub async fn test_task(&self, task: &str) -> Result<()> {
        match self.mode {
            Some(ConnectionMode::Cte) => Err(custom().with_data("task data")),
            Some(ConnectionMode::CtePreset) => {
                Err(PluginError::from_preset(Preset::ApiKey).of_connection_test())
            }
            Some(ConnectionMode::ValueError) => panic!("boom in test_task"),
            _ => {
                tracing::info!("The connection test to {task} was successful.");
                Ok(())
            }
        }
    }
}
