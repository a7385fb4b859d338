//! The programs to compare, and the work that they do.

use crate::build::{self, workspace};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The port of the API.
pub(crate) const PORT: u16 = 10_900;

/// A program that runs the two actions.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    kind: Kind,
    binary: PathBuf,
    /// Further options of the server.
    options: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Of the stack `axum` or `hyper`.
    ByHand {
        stack: &'static str,
        threads: usize,
    },
    /// By default with a thread for each core.
    Plugin {
        threads: Option<usize>,
    },
    Python,
}

/// The action of a request.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) connections: usize,
    /// Two numbers of requests: the difference of their counts has no part of the start.
    pub(crate) counted: [i64; 2],
    pub(crate) message: &'static str,
}

const ENCODE: &str = r#"{"version":"v1","type":"action_start","body":{"action":"encode","meta":{},"connection":{"url":"http://127.0.0.1:PORT","api_key":{"secretKey":"c0ffee-benchmark-0123456789abcdef"}},"input":{"content":"Rapid7 InsightConnect wire benchmark: the quick brown fox jumps over the lazy dog"}}}"#;
const LIST_USERS: &str = r#"{"version":"v1","type":"action_start","body":{"action":"list_users","meta":{},"connection":{"url":"http://127.0.0.1:PORT","api_key":{"secretKey":"c0ffee-benchmark-0123456789abcdef"}},"input":{"status":"active"}}}"#;
const LIST_USERS_50_MS: &str = r#"{"version":"v1","type":"action_start","body":{"action":"list_users","meta":{},"connection":{"url":"http://127.0.0.1:PORT/delay/50","api_key":{"secretKey":"c0ffee-benchmark-0123456789abcdef"}},"input":{"status":"active"}}}"#;

/// Only computes.
pub(crate) const OF_ENCODE: Workload = Workload {
    name: "encode",
    path: "/actions/encode",
    connections: 16,
    counted: [200, 1200],
    message: ENCODE,
};

/// Calls an API, which sends 50 users.
pub(crate) const OF_LIST_USERS: Workload = Workload {
    name: "list_users",
    path: "/actions/list_users",
    connections: 16,
    counted: [50, 250],
    message: LIST_USERS,
};

/// Calls an API that takes 50 milliseconds.
pub(crate) const OF_SLOW_API: Workload = Workload {
    name: "list_users, API of 50 ms",
    connections: 256,
    message: LIST_USERS_50_MS,
    ..OF_LIST_USERS
};

impl Workload {
    pub(crate) fn message(&self) -> String {
        self.message.replace("PORT", &PORT.to_string())
    }

    /// The HTTP request with the message.
    pub(crate) fn request(&self) -> String {
        request(self.path, &self.message())
    }

    /// The request with another API key, and so with another connection of the plugin.
    pub(crate) fn request_of(&self, tenant: usize) -> String {
        request(self.path, &self.message().replace("c0ffee", &format!("tenant-{tenant:04}")))
    }
}

impl Subject {
    /// Builds all programs. The first is the one that the others are compared with.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let (by_hand, python) = (build::by_hand()?, build::python());
        let by_hand = |name, stack, threads| Self {
            name,
            kind: Kind::ByHand { stack, threads },
            binary: by_hand.clone(),
            options: Vec::new(),
        };
        let python =
            python.map(|binary| Self { name: "Python", kind: Kind::Python, binary, options: Vec::new() });
        let [plugin_of_one_thread, plugin] = Self::plugins()?;
        let all = [
            by_hand("axum, 1 thread", "axum", 1),
            by_hand("hyper, 1 thread", "hyper", 1),
            plugin_of_one_thread,
            by_hand("axum", "axum", std::thread::available_parallelism()?.get()),
            plugin,
        ];
        Ok(all.into_iter().chain(python).collect())
    }

    /// The plugin with one thread, and with a thread for each core.
    pub(crate) fn plugins() -> Result<[Self; 2]> {
        let binary = build::plugin()?;
        let plugin = |name, threads| Self {
            name,
            kind: Kind::Plugin { threads },
            binary: binary.clone(),
            options: Vec::new(),
        };
        Ok([plugin("plugin, 1 thread", Some(1)), plugin("plugin", None)])
    }

    /// A plugin with one thread.
    pub(crate) fn of(binary: PathBuf) -> Self {
        Self { name: "plugin", kind: Kind::Plugin { threads: Some(1) }, binary, options: Vec::new() }
    }

    /// Adds an option of the server.
    pub(crate) fn option(mut self, name: &str, value: &str) -> Self {
        self.options.extend([name.to_owned(), value.to_owned()]);
        self
    }

    /// The command that serves on this port.
    pub(crate) fn serve(&self, port: u16) -> Vec<String> {
        let port = &port.to_string();
        let arguments: &[&str] = match self.kind {
            Kind::ByHand { stack, threads } => &[stack, port, &threads.to_string()],
            Kind::Plugin { threads: None } => &["http", "--port", port],
            Kind::Plugin { threads: Some(threads) } => {
                &["http", "--port", port, "--threads_per_worker", &threads.to_string()]
            }
            Kind::Python => {
                &[&script(), "http", "--port", port, "--worker_class", "gevent", "--process_workers", "1"]
            }
        };
        self.with(arguments).into_iter().chain(self.options.iter().cloned()).collect()
    }

    /// The command that runs the message on stdin.
    pub(crate) fn run(&self) -> Vec<String> {
        match self.kind {
            Kind::Python => self.with(&[&script(), "run"]),
            _ => self.with(&["run"]),
        }
    }

    /// Whether the program is compiled, so that its instructions can be compared.
    pub(crate) fn is_native(&self) -> bool {
        self.kind != Kind::Python
    }

    /// Whether it differs from another one only as a server, so that both run one message in the same way.
    pub(crate) fn is_variant(&self) -> bool {
        match self.kind {
            Kind::ByHand { stack, threads } => stack == "hyper" || threads > 1,
            Kind::Plugin { threads } => threads.is_some(),
            Kind::Python => false,
        }
    }

    pub(crate) fn binary(&self) -> &Path {
        &self.binary
    }

    fn with(&self, arguments: &[&str]) -> Vec<String> {
        let binary = self.binary.to_string_lossy();
        [&*binary].iter().chain(arguments).map(|&part| part.to_owned()).collect()
    }
}

fn script() -> String {
    workspace().join("benches/python/usersapi.py").to_string_lossy().into_owned()
}

fn request(path: &str, message: &str) -> String {
    let length = message.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{message}"
    )
}

/// The command of these words.
pub(crate) fn command(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}
