//! Calls with raw identifiers and `cfg` attributes.

use super::client;
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::{Http, Result, api};
use serde_json::{Value, json};

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[cfg(unix)]
    #[api_call(GET, "here")]
    async fn look(&self) -> Result<Value>;

    #[api_call(GET, "here")]
    #[cfg(not(unix))]
    async fn look(&self) -> Result<Value>;

    #[api_call(GET, "{type}")]
    async fn named(&self, r#type: &str, __call_response: &str, __call_value: &str) -> Result<Value> {
        |found: Value| json!([found, __call_response, __call_value])
    }
}

#[tokio::test]
async fn raw_identifiers_and_cfg_attributes_are_supported() {
    let stub = Stub::new();
    stub.on_any().respond(MockResponse::json(1));
    let api = Api { http: client(&stub, |http| http) };
    assert_eq!(api.look().await.unwrap(), json!(1));
    assert_eq!(api.named("t", "a", "v").await.unwrap(), json!([1, "a", "v"]));
    assert_eq!(stub.requests()[1].url(), "https://api.example.com/v1/t?__call_response=a&__call_value=v");
    let names: Vec<_> = Api::OPERATIONS.iter().map(|operation| operation.name()).collect();
    assert_eq!(names, ["look", "named"]);
}
