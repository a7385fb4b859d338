//! The command line. Its names are those of the Python runtime, so that what starts a plugin need not change.

use crate::plugin::Info;
use lexopt::{Arg, Parser, ValueExt};
use std::path::PathBuf;
use std::time::Duration;

/// What a plugin is told to do.
#[derive(Debug, PartialEq)]
pub(super) enum Command {
    Help,
    Version,
    Info,
    Schema,
    Spec(Format),
    Sample(String),
    Run,
    Test,
    #[cfg(feature = "server")]
    Http,
    Events(EventsOrder),
}

/// What is to be done with the events that a dispatcher has refused, each named by its key.
#[derive(Debug, PartialEq)]
pub(super) enum EventsOrder {
    List,
    Retry(Vec<String>),
    Drop(Vec<String>),
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Format {
    Yaml,
    Json,
}

#[derive(Debug, PartialEq)]
pub(super) struct Options {
    pub(super) command: Command,
    pub(super) debug: bool,
    pub(super) step_timeout: Duration,
    pub(super) state_dir: Option<PathBuf>,
    #[cfg(feature = "server")]
    pub(super) server: Server,
}

/// Where the server listens, and with how many threads.
#[cfg(feature = "server")]
#[derive(Debug, PartialEq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    /// Names and addresses under which callers may call it, beside those that it knows by itself.
    pub(super) allowed_hosts: Vec<String>,
    pub(super) threads: usize,
    /// Whether a parent process watches over the one that serves.
    #[cfg_attr(not(unix), allow(dead_code))]
    pub(super) supervise: bool,
    /// The parent process, in the one that serves; the listening socket is then its stdin.
    pub(super) worker_of: Option<u32>,
    /// The longest message, in bytes.
    pub(super) max_body: usize,
    /// For the messages that are there at once, in bytes, and as many for the answers.
    pub(super) max_body_memory: usize,
    pub(super) max_connections: usize,
    /// How many steps run at once; as many again may wait.
    pub(super) max_running: usize,
    /// How long the work may take that there is when the server is told to end.
    pub(super) grace: Duration,
    /// How long a client may take to send the head of a request, and its body.
    pub(super) read_timeout: Duration,
    /// How long a client may read nothing of an answer.
    pub(super) write_timeout: Duration,
}

pub(super) fn help(info: &Info) -> String {
    let Info { name, title, version, description, .. } = info;
    let http = if cfg!(feature = "server") { HTTP_HELP } else { "" };
    let command = if cfg!(feature = "server") { "\n  http         answer messages over HTTP" } else { "" };
    format!(
        "\
{title} {version}
{description}

Usage: {name} [OPTIONS] COMMAND

Commands:
  run          answer one message from stdin; the answer is all that stdout gets
  test         the same, but test the connection instead of running the step{command}
  info         tell about the plugin and its steps
  sample NAME  print an example message for a step
  schema       print the schemas of the connection and the steps
  spec         print the specification, plugin.spec.yaml{EVENTS_HELP}

Options:
  --debug                log lines of level debug too; with run, print the events of a trigger instead of sending them, and keep nothing
  --step-timeout SECONDS stop a step that takes longer [default: 300]
  --state-dir FOLDER     where triggers keep their states if there is no /workspace/cache
  --format yaml|json     how the specification is written [default: yaml]
  -h, --help             print this help
  --version              print the version
{http}"
    )
}

const EVENTS_HELP: &str = "
  events list  print the events of triggers that their dispatchers have refused: key, trigger, time, status, answer
  events retry KEY.., events drop KEY..
               let them be sent again, or forget them; `all` stands for all keys";

const HTTP_HELP: &str = "
Options of http:
  --port N               port [default: 10001]
  --host ADDRESS         address to listen on [default: 127.0.0.1, or PLUGIN_HTTP_HOST in the environment]
  --allow-host NAME      a name or address under which the server is called, for one behind a proxy; may be repeated.
                         On a network any name will do without it, but for browsers [default: localhost]
  --max-body BYTES       the longest message taken [default: 16777216]
  --max-body-memory BYTES
                         for all messages that are there at once, and as much for answers [default: 67108864]
  --max-connections N    connections at once; more wait [default: 4096]
  --read-timeout SECONDS how long a client may take to send its message [default: 30]
  --write-timeout SECONDS
                         how long a client may read nothing of its answer [default: 30]
  --threads_per_worker N threads that work [default: one for each core]
  --process_workers N    times that many; there is one process
  --supervise            serve in a child process, and start another child when a step has ended it
  --max-running N        steps that run at once; as many again may wait [default: 1024]
  --graceful_timeout SECONDS
                         time for what is at work when the server is told to end [default: 30]
  --worker_class, --worker_connections
                         taken for the sake of the Python runtime's callers, and without effect
";

/// Reads the command line; options may stand before or behind the command, and whatever follows `--` is dropped.
pub(super) fn parse(mut parser: Parser) -> Result<Options, lexopt::Error> {
    let mut words = Vec::new();
    let mut debug = false;
    let mut step_timeout = Duration::from_secs(300);
    let mut state_dir = None;
    let mut format = Format::Yaml;
    #[cfg(feature = "server")]
    let mut server = ServerOptions::default();
    loop {
        if parser.try_raw_args().is_some_and(|raw| raw.peek().is_some_and(|next| next == "--")) {
            break;
        }
        match parser.next()? {
            None => break,
            Some(Arg::Short('h') | Arg::Long("help")) => words = vec!["help".to_owned()],
            Some(Arg::Long("version")) => words = vec!["version".to_owned()],
            Some(Arg::Long("debug")) => debug = true,
            Some(Arg::Long("step-timeout")) => step_timeout = seconds("--step-timeout", &mut parser)?,
            Some(Arg::Long("format")) => {
                format = match parser.value()?.string()?.as_str() {
                    "yaml" => Format::Yaml,
                    "json" => Format::Json,
                    other => return Err(format!("--format takes yaml or json, not {other:?}").into()),
                }
            }
            Some(Arg::Long("state-dir")) => state_dir = Some(parser.value()?.into()),
            #[cfg(feature = "server")]
            Some(Arg::Long(name)) => {
                let name = name.replace('-', "_");
                server.set(&name, &mut parser)?;
            }
            Some(Arg::Value(word)) => words.push(word.string()?),
            Some(other) => return Err(other.unexpected()),
        }
    }
    Ok(Options {
        command: command(&words, format)?,
        debug,
        step_timeout,
        state_dir,
        #[cfg(feature = "server")]
        server: server.finish()?,
    })
}

/// A number that is not zero, and `max` at most.
#[cfg(feature = "server")]
fn number(option: &str, max: usize, parser: &mut Parser) -> Result<usize, lexopt::Error> {
    let number = parser.value()?.parse().ok().filter(|number| (1..=max).contains(number));
    number.ok_or_else(|| format!("{option} takes a number from 1 to {max}").into())
}

/// What stands in the address of a server, without scheme and port.
#[cfg(feature = "server")]
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

/// The longest time that can be set, in seconds: a year. Much longer ones would not fit into a clock.
const MAX_SECONDS: u32 = 365 * 24 * 60 * 60;

/// A time that is not zero.
fn seconds(option: &str, parser: &mut Parser) -> Result<Duration, lexopt::Error> {
    match any_seconds(option, parser)? {
        Duration::ZERO => Err(format!("{option} takes more than 0 seconds, such as 30 or 0.5").into()),
        seconds => Ok(seconds),
    }
}

fn any_seconds(option: &str, parser: &mut Parser) -> Result<Duration, lexopt::Error> {
    let seconds =
        parser.value()?.parse().ok().filter(|seconds| (0.0..=f64::from(MAX_SECONDS)).contains(seconds));
    let seconds = seconds.map(Duration::from_secs_f64);
    seconds.ok_or_else(|| format!("{option} takes seconds, such as 30 or 0.5, up to {MAX_SECONDS}").into())
}

fn command(words: &[String], format: Format) -> Result<Command, lexopt::Error> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] | ["help"] => Ok(Command::Help),
        ["version"] => Ok(Command::Version),
        ["info"] => Ok(Command::Info),
        ["schema"] => Ok(Command::Schema),
        ["spec"] => Ok(Command::Spec(format)),
        ["sample", name] => Ok(Command::Sample(name.to_owned())),
        ["sample"] => Err("sample takes the name of a step".into()),
        ["run"] => Ok(Command::Run),
        ["test"] => Ok(Command::Test),
        #[cfg(feature = "server")]
        ["http"] => Ok(Command::Http),
        ["events", ref words @ ..] => events(words).map(Command::Events),
        [other] => Err(format!("there is no command {other:?}").into()),
        [command, more, ..] => Err(format!("{command} takes no {more:?}").into()),
    }
}

fn events(words: &[&str]) -> Result<EventsOrder, lexopt::Error> {
    let keys = |keys: &[&str]| keys.iter().map(ToString::to_string).collect();
    match words {
        ["list"] => Ok(EventsOrder::List),
        ["retry", some @ ..] if !some.is_empty() => Ok(EventsOrder::Retry(keys(some))),
        ["drop", some @ ..] if !some.is_empty() => Ok(EventsOrder::Drop(keys(some))),
        ["retry" | "drop"] => Err("retry and drop take the keys of events, or `all`".into()),
        _ => Err("events takes list, retry or drop".into()),
    }
}

/// The options of `http` as they were given.
#[cfg(feature = "server")]
#[derive(Default)]
struct ServerOptions {
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

#[cfg(feature = "server")]
impl ServerOptions {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<(), lexopt::Error> {
        match name {
            "host" => self.host = Some(parser.value()?.string()?),
            "port" => {
                let port = parser.value()?.parse();
                self.port =
                    Some(port.map_err(|_| "--port takes a number from 0 to 65535; 0 is any that is free")?);
            }
            "allow_host" => self.allowed_hosts.push(host_name(parser)?),
            "process_workers" => self.workers = Some(number("--process_workers", 1024, parser)?),
            "threads_per_worker" => self.threads = Some(number("--threads_per_worker", 1024, parser)?),
            "supervise" if cfg!(unix) => self.supervise = true,
            // Not for people: a parent adds it.
            "worker_of" if cfg!(unix) => self.worker_of = Some(parser.value()?.parse()?),
            "max_body" => self.max_body = Some(number("--max-body", 1 << 30, parser)?),
            "max_body_memory" => {
                self.max_body_memory = Some(number("--max-body-memory", usize::MAX >> 3, parser)?);
            }
            "max_connections" => self.max_connections = Some(number("--max-connections", 1 << 20, parser)?),
            "read_timeout" => self.read_timeout = Some(seconds("--read-timeout", parser)?),
            "write_timeout" => self.write_timeout = Some(seconds("--write-timeout", parser)?),
            "max_running" => self.max_running = Some(number("--max-running", 1 << 20, parser)?),
            "graceful_timeout" => self.grace = Some(any_seconds("--graceful_timeout", parser)?),
            "worker_class" | "worker_connections" => drop(parser.value()?),
            other => return Err(format!("there is no option --{other}").into()),
        }
        Ok(())
    }

    fn finish(self) -> Result<Server, lexopt::Error> {
        let threads = match (self.workers, self.threads) {
            (None, None) => std::thread::available_parallelism().map_or(1, usize::from),
            (workers, threads) => workers.unwrap_or(1).saturating_mul(threads.unwrap_or(1)),
        };
        if threads > 1024 {
            return Err("--process_workers times --threads_per_worker is more than 1024 threads".into());
        }
        let max_body = self.max_body.unwrap_or(16 << 20);
        let max_body_memory = self.max_body_memory.unwrap_or(max_body.max(64 << 20));
        if max_body_memory < max_body {
            return Err(format!("--max-body-memory must be at least --max-body, which is {max_body}").into());
        }
        let host = self.host.or_else(|| std::env::var("PLUGIN_HTTP_HOST").ok());
        let host = host.filter(|host| !host.is_empty());
        Ok(Server {
            // With brackets as in an URL, or without.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn options(words: &[&str]) -> Result<Options, String> {
        parse(Parser::from_args(words)).map_err(|error| error.to_string())
    }

    #[test]
    fn options_may_stand_anywhere_before_two_dashes() {
        for words in [&["--debug", "run"][..], &["run", "--debug"], &["run", "--debug", "--", "--bogus", "x"]]
        {
            let options = options(words).unwrap();
            assert_eq!((options.command, options.debug), (Command::Run, true), "{words:?}");
        }
    }

    #[test]
    fn nothing_asks_for_help() {
        assert_eq!(options(&[]).unwrap().command, Command::Help);
        assert_eq!(options(&["run", "-h"]).unwrap().command, Command::Help);
        assert_eq!(options(&["--version"]).unwrap().command, Command::Version);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(options(&["rum"]).unwrap_err(), "there is no command \"rum\"");
        assert_eq!(options(&["sample"]).unwrap_err(), "sample takes the name of a step");
        assert_eq!(options(&["http", "--prot", "1"]).unwrap_err(), "there is no option --prot");
        for (words, told) in [
            (&["events"][..], "events takes list, retry or drop"),
            (&["events", "list", "all"], "events takes list, retry or drop"),
            (&["events", "drop"], "retry and drop take the keys of events, or `all`"),
        ] {
            assert_eq!(options(words).unwrap_err(), told);
        }
        assert_eq!(options(&["run", "now"]).unwrap_err(), "run takes no \"now\"");
        assert!(options(&["run", "--step-timeout", "-1"]).unwrap_err().contains("takes seconds"));
        assert!(options(&["run", "--step-timeout", "0"]).unwrap_err().contains("more than 0"));
    }

    #[cfg(feature = "server")]
    #[test]
    fn a_number_that_is_none_is_told_with_its_option() {
        for (option, value, told) in [
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
            let error = options(&["http", option, value]).unwrap_err();
            assert!(error.starts_with(option) && error.contains(told), "{error}");
        }
        let error = options(&["http", "--process_workers", "64", "--threads_per_worker", "64"]).unwrap_err();
        assert!(error.contains("more than 1024 threads"), "{error}");
        let error = options(&["http", "--max-body", "4096", "--max-body-memory", "4095"]).unwrap_err();
        assert_eq!(error, "--max-body-memory must be at least --max-body, which is 4096");
    }

    #[cfg(feature = "server")]
    #[test]
    fn the_flags_of_the_python_runtime_are_taken() {
        let words = [
            "http",
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
        let Options { command: Command::Http, server, .. } = options(&words).unwrap() else {
            panic!("not http")
        };
        assert_eq!((server.port, server.threads, server.grace), (80, 8, Duration::ZERO));
        assert_eq!(server.host, "::1");
    }
}
