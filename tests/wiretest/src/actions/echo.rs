use crate::connection::Connection;
use plugin_core::values::{Bytes, Date, File, Password};
use plugin_core::{Context, Result, Schema, action};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
pub struct Person {
    /// Name
    #[field(example = "Ann")]
    name: String,
    /// Age
    #[field(example = 3)]
    age: Option<i64>,
}

#[derive(Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    A,
    B,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)] // the answer is the input as it came
pub struct EchoInput {
    /// Required text
    #[field(example = "hi")]
    text: String,
    /// Integer
    #[field(default = 7, example = 7)]
    num: Option<i128>,
    /// Float
    #[field(example = 1.5)]
    fl: Option<f64>,
    /// Number
    #[field(type = "number", example = 1.5)]
    nn: Option<f64>,
    /// Boolean
    #[field(default = true, example = true)]
    flag: Option<bool>,
    /// Date
    #[field(example = "2026-01-01T00:00:00Z")]
    day: Option<Date>,
    /// Bytes
    #[field(example = "aGk=")]
    blob: Option<Bytes>,
    /// File
    #[field(example = "{\"filename\":\"a\",\"content\":\"aGk=\"}")]
    att: Option<File>,
    /// Password
    #[field(example = "p")]
    pw: Option<Password>,
    /// Object
    #[field(example = {})]
    obj: Option<Map<String, Value>>,
    /// Strings
    #[field(example = ["a"])]
    arr: Option<Vec<String>>,
    /// People
    #[field(example = [])]
    people: Option<Vec<Person>>,
    /// Choice
    #[field(default = "a", example = "a")]
    choice: Option<Choice>,
    /// Python
    #[field(type = "python", example = "x")]
    code: Option<String>,
}

#[derive(Serialize, Schema)]
pub struct EchoOutput {
    /// What was received
    #[field(example = {})]
    received: Box<RawValue>,
    /// Number of connect calls
    #[field(example = 1)]
    connect_count: Option<u64>,
    /// Thread
    #[field(example = "t")]
    thread: Option<String>,
}

/// Echo all types back
#[action]
pub async fn echo(connection: &Connection, _input: EchoInput, context: &Context) -> Result<EchoOutput> {
    tracing::info!("echo running");
    tracing::debug!("echo debug line");
    Ok(EchoOutput {
        received: context.input().to_owned(),
        connect_count: Some(connection.number),
        thread: None,
    })
}
