//! The expectation of a case: the recording, or the correct result where the old client was wrong.

use super::compare::{self, Outcome};
use plugin_core::testing::{MockResponse, RecordedRequest};
use serde_json::{Value, json};

pub struct Expected<'a> {
    case: &'a Value,
    correct: Option<Correct>,
}

/// The correct result of a call whose recording is wrong.
enum Correct {
    Preset(&'static str),
    Result(Value),
}

/// The correct result of a case in which the old client crashed or lost data; its `correct` describes it.
fn correct(plugin: &str, case: &Value) -> Option<Correct> {
    use Correct::{Preset, Result};
    let text = case["correct"].as_str()?;
    for preset in ["connection_error", "timeout", "invalid_json"] {
        if text.starts_with(&format!("preset {preset}")) && !text.contains(" or the text itself") {
            return Some(Preset(preset));
        }
    }
    Some(match (plugin, case["name"].as_str()?) {
        ("topdesk", "get_incidents: 302 to another host") => Preset("redirect_error"),
        ("topdesk", "get_incidents: a list of texts") => Result(json!(["a", "b"])),
        ("freshservice", "list_tickets: a JSON text as the answer") => Result(json!("maintenance")),
        ("zoom", "get_user_activity_events: 204") => Result(json!([])),
        ("okta", "all pages: no link header") => Result(json!([{"id": "u1"}])),
        ("okta", "all pages: the next link is not the last one") => {
            Result(json!([{"id": "u1"}, {"id": "more"}]))
        }
        ("okta", "create_user: 500 then 200") => Preset("server_error"),
        ("duo_admin", "add_user: a null parameter" | "add_user: a number parameter") => {
            Result(json!({"more": true}))
        }
        ("duo_admin", "get_all_auth_logs: no metadata") => Result(json!([])),
        ("duo_admin", "get_admin_logs: 403 that is not JSON") => Result(json!({})),
        ("azure_blob_storage", "auth_token: no expires_on") => Result(json!("token-1")),
        ("azure_blob_storage", "put_blob: no content" | "put_blob: no additional headers") => {
            Result(json!(true))
        }
        _ => return None,
    })
}

/// The response of the API after the end of the recording, where the old client gave up.
pub fn more(sent: &RecordedRequest) -> MockResponse {
    match (sent.operation(), sent.method()) {
        ("login", _) => MockResponse::json(json!({"access_token": "token-1", "expires_in": 3600})),
        (_, "PUT") => MockResponse::status(201),
        ("get_users_in_group", _) => MockResponse::json(json!([{"id": "more"}])),
        _ => MockResponse::json(json!({"more": true})),
    }
}

impl<'a> Expected<'a> {
    pub fn of(plugin: &str, case: &'a Value) -> Self {
        Self { case, correct: correct(plugin, case) }
    }

    fn is(&self, flag: &str) -> bool {
        self.case[flag] == true
    }

    /// The exchanges that the port repeats.
    pub fn exchanges(&self, all: Vec<Value>) -> Vec<Value> {
        let (first, count) = match () {
            () if self.is("first_401") => (1, all.len()),
            () if self.is("double_send") => (0, 1),
            () => (0, all.len()),
        };
        all.into_iter().take(count).skip(first).collect()
    }

    /// A line for each difference.
    pub fn check(&self, step: &Value, exchanges: &[Value], outcome: &Outcome<'_>) -> Vec<String> {
        if self.is("unsafe") && is_rejected(outcome) {
            return Vec::new();
        }
        let mut differences = self.requests(exchanges, outcome);
        differences.extend(self.result(step, exchanges, outcome));
        differences
    }

    fn requests(&self, exchanges: &[Value], outcome: &Outcome<'_>) -> Vec<String> {
        let (recorded, sent) = (exchanges.len(), outcome.sent.len());
        let is_right = match () {
            () if self.is("redirect") => sent == 1,
            () if self.is("retry_limit") => sent <= recorded && sent > 1,
            () if self.is("lost_pages") => sent == recorded + 1,
            // The correct requests were not recorded.
            () if self.case["error"]["kind"] == "defect" && sent > recorded => self.correct.is_some(),
            () => sent == recorded,
        };
        let mut differences = Vec::new();
        if !is_right {
            let urls: Vec<_> =
                outcome.sent.iter().map(|sent| format!("{} {}", sent.method(), sent.url())).collect();
            differences.push(format!("sent {sent} requests in place of {recorded}: {}", urls.join(", ")));
        }
        for (exchange, sent) in exchanges.iter().zip(outcome.sent) {
            let mut request = exchange["request"].clone();
            // The last request contains the value; a login comes before it.
            if let Some(url) = self.case["encoded_url"].as_str().filter(|_| sent.operation() != "login") {
                request["url"] = url.into();
                if let Some(headers) = request["headers"].as_object_mut() {
                    // The signature of the wrong path.
                    headers.retain(|name, _| !name.eq_ignore_ascii_case("authorization"));
                }
            }
            differences.extend(compare::request(&request, sent));
        }
        differences
    }

    fn result(&self, step: &Value, exchanges: &[Value], outcome: &Outcome<'_>) -> Vec<String> {
        match (&self.correct, step.get("error"), &outcome.result) {
            (Some(Correct::Preset(preset)), _, Err(error)) if is_last(step, self.case) => {
                let is_right = error.preset_name() == Some(preset);
                if is_right { Vec::new() } else { vec![format!("{error:?} in place of {preset}")] }
            }
            (Some(Correct::Result(value)), _, Ok(result)) if is_last(step, self.case) => {
                if result == value {
                    Vec::new()
                } else {
                    vec![format!("{result} in place of {value}")]
                }
            }
            (Some(_), _, result) if is_last(step, self.case) => {
                vec![format!("{result:?}, which is not correct")]
            }
            (_, Some(recorded), Err(error)) => compare::error(recorded, exchanges, error),
            (_, Some(_), Ok(result))
                if step
                    .get("note")
                    .is_some_and(|note| note.as_str().unwrap().contains("may return true")) =>
            {
                if *result == json!(true) { Vec::new() } else { vec![format!("{result} in place of true")] }
            }
            (_, Some(recorded), Ok(result)) => vec![format!("{result} in place of the error {recorded}")],
            (_, None, Err(error)) => vec![format!("{error:?} in place of {}", step["result"])],
            (_, None, Ok(result)) => {
                let same = *result == step["result"];
                if same { Vec::new() } else { vec![format!("{result} in place of {}", step["result"])] }
            }
        }
    }
}

/// Whether the step is the last one of the case.
fn is_last(step: &Value, case: &Value) -> bool {
    case["steps"].as_array().and_then(|steps| steps.last()).is_none_or(|last| last == step)
}

/// Whether nothing was sent, and the error is that of an invalid value.
fn is_rejected(outcome: &Outcome<'_>) -> bool {
    let is_bad = |error: &plugin_core::PluginError| error.preset_name() == Some("bad_request");
    outcome.sent.is_empty() && outcome.result.as_ref().is_err_and(is_bad)
}
