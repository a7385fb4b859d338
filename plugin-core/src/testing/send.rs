//! Sends the message of a test to the engine.

use super::reply::StepReply;
use plugin_engine::job::Job;
use plugin_engine::{Engine, Message, Plugin, RequestMeta};
use plugin_http::mock::Stub;
use serde_json::{Value, json};

/// Runs `work` with the stub, if there is one, in place of the network.
pub(super) async fn within_stub<T>(stub: Option<&Stub>, work: impl Future<Output = T>) -> T {
    match stub {
        Some(stub) => stub.scope(work).await,
        None => work.await,
    }
}

pub(super) async fn handle<'a>(
    engine: &'a Engine,
    resolve: impl FnOnce(&'a Plugin, &Message<'_>) -> Job<'a>,
    message: &Value,
) -> StepReply {
    let text = message.to_string();
    match Message::parse(text.as_bytes()) {
        Ok(message) => {
            let meta = RequestMeta { request_id: "test", ..RequestMeta::default() };
            let reply = engine.handle(&message, resolve(&engine.plugin, &message), meta).await;
            StepReply {
                status: reply.status,
                envelope: serde_json::from_slice(&reply.body).unwrap_or_default(),
            }
        }
        Err(error) => {
            let body = json!({"error": error.to_string(), "log": "", "meta": {}, "status": "error"});
            StepReply { status: 400, envelope: json!({"body": body, "type": null, "version": "v1"}) }
        }
    }
}
