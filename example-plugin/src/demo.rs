//! `demo`: the plugin at work, without a network. Starts the Example API and the plugin, and lets them talk.

use crate::users_api;
use plugin_core::{Http, PluginError, Result, api_call};
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};

const SECRET: &str = "demo-s3cr3t";

/// The plugin, seen by a workflow engine.
struct Caller {
    http: Http,
}

impl Caller {
    #[api_call(POST, "connection/test")]
    async fn test_connection(&self, #[json] message: &Value) -> Result<String>;

    #[api_call(POST, "actions/{name}")]
    async fn run(&self, name: &str, #[json] message: &Value) -> Result<String>;
}

/// Runs the demo. Ends with success only if every message was answered as it should be.
pub fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let shown = runtime.map_err(PluginError::server).and_then(|runtime| runtime.block_on(show()));
    match shown {
        Ok(()) => {
            say(format_args!("\nThat is all: one plugin, real HTTP, no network."));
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "the demo failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a text. A reader such as `head` that has seen enough is no matter.
fn say(text: impl Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

async fn show() -> Result<()> {
    let api = users_api::start(SECRET).await.map_err(PluginError::server)?;
    say(format_args!("The Example API listens on {api}, in this process."));
    let server = Server::start()?;
    say(format_args!("The plugin listens on {}, in a process of its own.", server.url));
    let caller = Caller { http: Http::new(format!("{}/api/v1", server.url))? };
    let connection = json!({
        "account_id": "acme-17", "client_id": "demo", "client_secret": {"secretKey": SECRET}, "url": api,
    });

    let test = json!({"version": "v1", "type": "connection_test", "body": {"connection": connection}});
    step("Test the connection", "connection/test", &test);
    expect(200, caller.test_connection(&test).await)?;

    for (title, action, input, status) in [
        ("List the users", "list_users", json!({}), 200),
        ("Add one", "add_user", json!({"name": "Grace Hopper", "email": "grace@example.com"}), 200),
        ("Find her by her ID", "get_user", json!({"user_id": "u-3"}), 200),
        ("Look for somebody who is not there", "get_user", json!({"user_id": "u-99"}), 400),
    ] {
        let body = json!({"action": action, "input": input, "connection": connection});
        let message = json!({"version": "v1", "type": "action_start", "body": body});
        step(title, &format!("actions/{action}"), &message);
        expect(status, caller.run(action, &message).await)?;
    }
    Ok(())
}

fn step(title: &str, path: &str, message: &Value) {
    let shown = format!("{message:#}").replace(SECRET, "(the secret)");
    say(format_args!("\n=== {title}\n\nPOST /api/v1/{path}\n{shown}"));
}

/// Prints the answer, and says whether its status is the one expected.
fn expect(status: u16, answer: Result<String>) -> Result<()> {
    let (told, text) = match answer {
        Ok(text) => (200, text),
        Err(error) => match error.status() {
            Some(told) => (told, error.data()),
            None => return Err(error),
        },
    };
    let shown = serde_json::from_str::<Value>(&text).map_or(text, |body| format!("{body:#}"));
    say(format_args!("\nanswer: {told}\n{shown}"));
    match told == status {
        true => Ok(()),
        false => Err(PluginError::server(format_args!("the answer should have been {status}"))),
    }
}

/// This program as a server, ended when it is dropped.
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
        let mut log =
            BufReader::new(process.stderr.take().ok_or(PluginError::server("the server has no stderr"))?)
                .lines();
        let url = log
            .by_ref()
            .map_while(std::io::Result::ok)
            .find_map(|line| line.split_once("listens on ").map(|(_, url)| url.to_owned()));
        // The log goes on; somebody has to read it.
        std::thread::spawn(move || log.for_each(drop));
        match url {
            Some(url) => Ok(Self { process, url }),
            None => Err(PluginError::server("the plugin did not start to listen")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
