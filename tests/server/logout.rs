//! Sessions of an API end with the process that opened them.

use serde_json::json;
use std::process::Command;
use std::sync::{Arc, Mutex};
use test_support::{http, message, output};

#[test]
fn a_run_logs_out_at_its_end() {
    let routes: Arc<Mutex<Vec<String>>> = Arc::default();
    let recorded = Arc::clone(&routes);
    let api = http::serve(move |request| {
        recorded.lock().unwrap().push(request.route().to_owned());
        (204, String::new())
    });
    let mut message = message::action("look", json!({}));
    message["body"]["connection"] = json!({"url": format!("http://{api}")});
    let mut plugin = Command::new(env!("CARGO_BIN_EXE_session"));
    assert!(output(plugin.arg("run"), &message.to_string()).status.success());
    assert_eq!(*routes.lock().unwrap(), ["POST /session", "GET /things", "DELETE /session"]);
}
