//! `demo`: starts the Example API and the plugin, sends requests to the plugin, and prints them with their responses.

use crate::users_api;
use plugin_core::{Http, PluginError, Result, api_call};
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};

const SECRET: &str = "demo-s3cr3t";

/// A client of the plugin, in the role of the workflow engine.
struct Orchestrator {
    http: Http,
}

impl Orchestrator {
    #[api_call(POST, "connection/test")]
    async fn test_connection(&self, #[json] message: &Value) -> Result<String>;

    #[api_call(POST, "actions/{name}")]
    async fn run_action(&self, name: &str, #[json] message: &Value) -> Result<String>;
}

/// Runs the demo. It succeeds if every response has the expected status.
pub fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(PluginError::server).and_then(|runtime| runtime.block_on(send_requests())) {
        Ok(()) => {
            print(format_args!("\nDone: every response has the expected status."));
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "the demo failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line. Fails silently, because a reader such as `head` may close stdout early.
fn print(text: impl Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

async fn send_requests() -> Result<()> {
    let api = users_api::start(SECRET).await.map_err(PluginError::server)?;
    print(format_args!("The Example API listens on {api}, in this process."));
    let server = Server::start()?;
    print(format_args!("The plugin listens on {}, in another process.", server.url));
    let orchestrator = Orchestrator { http: Http::new(format!("{}/api/v1", server.url))? };
    let connection = json!({
        "account_id": "acme-17", "client_id": "demo", "client_secret": {"secretKey": SECRET}, "url": api,
    });

    let test = json!({"version": "v1", "type": "connection_test", "body": {"connection": connection}});
    print_request(
        "Test the connection",
        "connection/test",
        format!("{test:#}").replace(SECRET, "(the secret)"),
    );
    print_response(200, orchestrator.test_connection(&test).await)?;

    for (title, action, input, status) in [
        ("List the users", "list_users", json!({}), 200),
        ("Add a user", "add_user", json!({"name": "Grace Hopper", "email": "grace@example.com"}), 200),
        ("Find the new user by her ID", "get_user", json!({"user_id": "u-3"}), 200),
        ("Look for a user that does not exist", "get_user", json!({"user_id": "u-99"}), 400),
    ] {
        let body = json!({"action": action, "input": input, "connection": connection});
        let mut message = json!({"version": "v1", "type": "action_start", "body": body});
        let response = orchestrator.run_action(action, &message).await;
        message["body"]["connection"] = json!("(see the first request)");
        print_request(title, &format!("actions/{action}"), &message);
        print_response(status, response)?;
    }
    Ok(())
}

fn print_request(title: &str, path: &str, message: impl Display) {
    print(format_args!("\n=== {title}\n\nPOST /api/v1/{path}\n{message}"));
}

/// Prints a response, and fails unless it has the expected status.
fn print_response(expected: u16, response: Result<String>) -> Result<()> {
    let (status, text) = match response {
        Ok(text) => (200, text),
        Err(error) => match error.status() {
            Some(status) => (status, error.data()),
            None => return Err(error),
        },
    };
    let text = serde_json::from_str::<Value>(&text).map_or(text, |body| format!("{body:#}"));
    print(format_args!("\nResponse: {status}\n{text}"));
    match status == expected {
        true => Ok(()),
        false => Err(PluginError::server(format_args!("expected the status {expected}"))),
    }
}

/// The plugin as a server in another process, which is killed on drop.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self> {
        let program = std::env::current_exe().map_err(PluginError::server)?;
        let mut command = Command::new(program);
        command.args(["http", "--port", "0"]).stderr(Stdio::piped()).stdin(Stdio::null());
        let mut process = command.spawn().map_err(PluginError::server)?;
        let stderr = process.stderr.take().ok_or(PluginError::server("the server has no stderr"))?;
        let mut log = BufReader::new(stderr).lines();
        let url = log
            .by_ref()
            .map_while(std::io::Result::ok)
            .find_map(|line| line.split_once("listens on ").map(|(_, url)| url.to_owned()));
        // The server blocks once the pipe of its log is full.
        std::thread::spawn(move || log.for_each(drop));
        match url {
            Some(url) => Ok(Self { process, url }),
            None => Err(PluginError::server("the server did not start")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if the process has already ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
