//! The options of the `http` command. They have the names of the Python runtime, so that a plugin is started as before.

use lexopt::{Parser, ValueExt};
use plugin_engine::option;
use std::time::Duration;

/// The options of the server.
#[derive(Debug, PartialEq)]
pub struct Options {
    /// The address to listen on.
    pub host: String,
    /// The port to listen on; 0 picks a free port.
    pub port: u16,
    /// Names and addresses that the `Host` header may have, in addition to those of the local machine.
    pub allowed_hosts: Vec<String>,
    /// How many threads run the steps. By default one for each core.
    pub threads: Option<usize>,
    /// Whether a parent process restarts the process that serves.
    pub supervise: bool,
    /// The ID of the parent process, in a process that serves for one. Its stdin is the listening socket.
    pub worker_of: Option<u32>,
    /// The longest message, in bytes.
    pub max_body: usize,
    /// The memory of all messages at once, in bytes; the responses may occupy as much.
    pub max_body_memory: usize,
    /// How many connections are served at once; more wait.
    pub max_connections: usize,
    /// How many steps run at once; as many more may wait.
    pub max_running: usize,
    /// How long running steps may take after a shutdown signal.
    pub grace: Duration,
    /// How long a client may take to send the head of a request, and then its body.
    pub read_timeout: Duration,
    /// How long a client may read nothing of a response.
    pub write_timeout: Duration,
}

/// The section of `--help` about the options of `http`.
pub const HELP: &str = "
Options of http:
  --port N               port [default: 10001]
  --host ADDRESS         address to listen on [default: 127.0.0.1, or PLUGIN_HTTP_HOST in the environment]
  --allow-host NAME      name or address that callers may use for the server, such as that of a proxy; may be repeated.
                         On a network callers other than browsers may use any name without it [default: localhost]
  --max-body BYTES       maximum length of a message [default: 16777216]
  --max-body-memory BYTES
                         memory for all messages at once, and as much again for responses [default: 67108864]
  --max-connections N    maximum number of connections; more wait [default: 4096]
  --read-timeout SECONDS how long a client may take to send its message [default: 30]
  --write-timeout SECONDS
                         how long a client may read nothing of a response [default: 30]
  --threads_per_worker N number of threads [default: one for each core]
  --process_workers N    multiplies the number of threads; there is always one process
  --supervise            serve in a child process, and start another when a step ends it
  --max-running N        maximum number of running steps; as many more may wait [default: 1024]
  --graceful_timeout SECONDS
                         time for running steps after a shutdown signal [default: 30]
  --worker_class, --worker_connections
                         accepted for compatibility with the Python runtime, without effect
";

/// Collects the options of `http`; options that are not set get defaults.
#[derive(Default)]
pub struct OptionParser {
    host: Option<String>,
    port: Option<u16>,
    allowed_hosts: Vec<String>,
    workers: Option<usize>,
    threads: Option<usize>,
    supervise: bool,
    worker_of: Option<u32>,
    max_body: Option<usize>,
    max_body_memory: Option<usize>,
    max_connections: Option<usize>,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    max_running: Option<usize>,
    grace: Option<Duration>,
}

impl OptionParser {
    /// Reads the value of the option `name`, in which `_` stands for `-`. Returns whether the server has this option.
    ///
    /// # Errors
    /// If the value is invalid.
    pub fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool, lexopt::Error> {
        match name {
            "host" => self.host = Some(parser.value()?.string()?),
            "port" => {
                let port = parser.value()?.parse();
                self.port =
                    Some(port.map_err(|_| "--port takes a number from 0 to 65535; 0 picks a free port")?);
            }
            "allow_host" => self.allowed_hosts.push(host_name(parser)?),
            "process_workers" => {
                self.workers = Some(option::number("--process_workers", 1024, &parser.value()?.string()?)?)
            }
            "threads_per_worker" => {
                self.threads = Some(option::number("--threads_per_worker", 1024, &parser.value()?.string()?)?)
            }
            "supervise" if cfg!(unix) => self.supervise = true,
            // Internal: a parent process adds it.
            "worker_of" if cfg!(unix) => self.worker_of = Some(parser.value()?.parse()?),
            "max_body" => {
                self.max_body = Some(option::number("--max-body", 1 << 30, &parser.value()?.string()?)?)
            }
            "max_body_memory" => {
                self.max_body_memory =
                    Some(option::number("--max-body-memory", usize::MAX >> 3, &parser.value()?.string()?)?);
            }
            "max_connections" => {
                self.max_connections =
                    Some(option::number("--max-connections", 1 << 20, &parser.value()?.string()?)?)
            }
            "read_timeout" => {
                self.read_timeout =
                    Some(option::positive_seconds("--read-timeout", &parser.value()?.string()?)?)
            }
            "write_timeout" => {
                self.write_timeout =
                    Some(option::positive_seconds("--write-timeout", &parser.value()?.string()?)?)
            }
            "max_running" => {
                self.max_running = Some(option::number("--max-running", 1 << 20, &parser.value()?.string()?)?)
            }
            "graceful_timeout" => {
                self.grace = Some(option::seconds("--graceful_timeout", &parser.value()?.string()?)?)
            }
            "worker_class" | "worker_connections" => drop(parser.value()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The options, with defaults for those that are not set.
    ///
    /// # Errors
    /// If two options contradict each other.
    pub fn finish(self) -> Result<Options, lexopt::Error> {
        let threads = match (self.workers, self.threads) {
            (None, None) => None,
            (workers, threads) => Some(workers.unwrap_or(1).saturating_mul(threads.unwrap_or(1))),
        };
        if threads.is_some_and(|threads| threads > 1024) {
            return Err("--process_workers times --threads_per_worker is more than 1024 threads".into());
        }
        let max_body = self.max_body.unwrap_or(16 << 20);
        let max_body_memory = self.max_body_memory.unwrap_or(max_body.max(64 << 20));
        if max_body_memory < max_body {
            return Err(format!("--max-body-memory must be at least --max-body, which is {max_body}").into());
        }
        let host = self.host.or_else(|| std::env::var("PLUGIN_HTTP_HOST").ok());
        let host = host.filter(|host| !host.is_empty());
        Ok(Options {
            // An IPv6 address may have brackets, as in a URL.
            host: host.map_or("127.0.0.1".to_owned(), |host| host.trim_matches(['[', ']']).to_owned()),
            port: self.port.unwrap_or(10001),
            allowed_hosts: self.allowed_hosts,
            threads,
            supervise: self.supervise,
            worker_of: self.worker_of,
            max_body,
            max_body_memory,
            max_connections: self.max_connections.unwrap_or(4096),
            max_running: self.max_running.unwrap_or(1024),
            grace: self.grace.unwrap_or(Duration::from_secs(30)),
            read_timeout: self.read_timeout.unwrap_or(Duration::from_secs(30)),
            write_timeout: self.write_timeout.unwrap_or(Duration::from_secs(30)),
        })
    }
}

/// A host name or address, as in a URL but without scheme and port.
fn host_name(parser: &mut Parser) -> Result<String, lexopt::Error> {
    let given = parser.value()?.string()?;
    let name = given.trim_matches(['[', ']']);
    let is_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    match !name.is_empty() && (is_name(name) || name.parse::<std::net::IpAddr>().is_ok()) {
        true => Ok(name.to_owned()),
        false => Err(format!(
            "--allow-host takes a name such as plugin.example.com, without a port, not {given:?}"
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lexopt::Arg;

    fn options(words: &[&str]) -> Result<Options, String> {
        let (mut parser, mut options) = (Parser::from_args(words), OptionParser::default());
        loop {
            let name = match parser.next().map_err(|error| error.to_string())? {
                Some(Arg::Long(name)) => name.replace('-', "_"),
                Some(other) => return Err(format!("{other:?}")),
                None => return options.finish().map_err(|error| error.to_string()),
            };
            options.set(&name, &mut parser).map_err(|error| error.to_string())?;
        }
    }

    #[test]
    fn an_invalid_value_is_reported_with_its_option() {
        for (option, value, expected) in [
            ("--port", "70000", "from 0 to 65535"),
            ("--port", "x", "from 0 to 65535"),
            ("--max-body", "0", "from 1 to 1073741824"),
            ("--max-running", "0", "from 1 to 1048576"),
            ("--max-running", "-1", "from 1 to 1048576"),
            ("--threads_per_worker", "0", "from 1 to 1024"),
            ("--process_workers", "many", "from 1 to 1024"),
            ("--allow-host", "http://plugin.test", "without a port"),
            ("--allow-host", "plugin.test:80", "without a port"),
            ("--allow-host", "", "without a port"),
        ] {
            let error = options(&[option, value]).unwrap_err();
            assert!(error.starts_with(option) && error.contains(expected), "{error}");
        }
        let error = options(&["--process_workers", "64", "--threads_per_worker", "64"]).unwrap_err();
        assert!(error.contains("more than 1024 threads"), "{error}");
        let error = options(&["--max-body", "4096", "--max-body-memory", "4095"]).unwrap_err();
        assert_eq!(error, "--max-body-memory must be at least --max-body, which is 4096");
    }

    #[test]
    fn the_flags_of_the_python_runtime_are_accepted() {
        let words = [
            "--port",
            "80",
            "--process_workers",
            "2",
            "--threads_per_worker",
            "4",
            "--worker_class",
            "gevent",
            "--graceful_timeout",
            "0",
            "--host",
            "[::1]",
        ];
        let server = options(&words).unwrap();
        assert_eq!((server.port, server.threads, server.grace), (80, Some(8), Duration::ZERO));
        assert_eq!(server.host, "::1");
    }
}
