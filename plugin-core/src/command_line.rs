//! The command line. Its names are those of the Python runtime, so that what starts a plugin need not change.

use crate::server;
use lexopt::{Arg, Parser, ValueExt};
use plugin_engine::{Info, option};
use std::path::PathBuf;
use std::time::Duration;

/// What a plugin is told to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Version,
    Info,
    Schema,
    Spec(Format),
    Sample(String),
    Run,
    Test,
    Http,
    Events(EventsCommand),
}

/// What is to be done with the events that a dispatcher has refused, each named by its key.
#[derive(Debug, PartialEq)]
pub(crate) enum EventsCommand {
    List,
    Retry(Vec<String>),
    Drop(Vec<String>),
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Format {
    Yaml,
    Json,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) command: Command,
    pub(crate) debug: bool,
    pub(crate) step_timeout: Duration,
    pub(crate) state_dir: Option<PathBuf>,
    pub(crate) server: server::Options,
}

pub(crate) fn help(info: &Info) -> String {
    let Info { name, title, version, description, .. } = info;
    let (http, command) = (server::HELP, server::COMMAND.unwrap_or_default());
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

/// Reads the command line; options may stand before or behind the command, and whatever follows `--` is dropped.
pub(crate) fn parse(mut parser: Parser) -> Result<Options, lexopt::Error> {
    let mut words = Vec::new();
    let mut debug = false;
    let mut step_timeout = Duration::from_secs(300);
    let mut state_dir = None;
    let mut format = Format::Yaml;
    let mut server = server::OptionParser::default();
    loop {
        if parser.try_raw_args().is_some_and(|raw| raw.peek().is_some_and(|next| next == "--")) {
            break;
        }
        match parser.next()? {
            None => break,
            Some(Arg::Short('h') | Arg::Long("help")) => words = vec!["help".to_owned()],
            Some(Arg::Long("version")) => words = vec!["version".to_owned()],
            Some(Arg::Long("debug")) => debug = true,
            Some(Arg::Long("step-timeout")) => {
                step_timeout = {
                    let value = parser.value()?.string()?;
                    option::positive_seconds("--step-timeout", &value)?
                }
            }
            Some(Arg::Long("format")) => {
                format = match parser.value()?.string()?.as_str() {
                    "yaml" => Format::Yaml,
                    "json" => Format::Json,
                    other => return Err(format!("--format takes yaml or json, not {other:?}").into()),
                }
            }
            Some(Arg::Long("state-dir")) => state_dir = Some(parser.value()?.into()),
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
        server: server.finish()?,
    })
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
        ["http"] if server::COMMAND.is_some() => Ok(Command::Http),
        ["events", ref words @ ..] => events(words).map(Command::Events),
        [other] => Err(format!("there is no command {other:?}").into()),
        [command, more, ..] => Err(format!("{command} takes no {more:?}").into()),
    }
}

fn events(words: &[&str]) -> Result<EventsCommand, lexopt::Error> {
    let keys = |keys: &[&str]| keys.iter().map(ToString::to_string).collect();
    match words {
        ["list"] => Ok(EventsCommand::List),
        ["retry", some @ ..] if !some.is_empty() => Ok(EventsCommand::Retry(keys(some))),
        ["drop", some @ ..] if !some.is_empty() => Ok(EventsCommand::Drop(keys(some))),
        ["retry" | "drop"] => Err("retry and drop take the keys of events, or `all`".into()),
        _ => Err("events takes list, retry or drop".into()),
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
        assert_eq!(options(&["run", "--prot", "1"]).unwrap_err(), "there is no option --prot");
        for (words, told) in [
            (&["events"][..], "events takes list, retry or drop"),
            (&["events", "list", "all"], "events takes list, retry or drop"),
            (&["events", "drop"], "retry and drop take the keys of events, or `all`"),
        ] {
            assert_eq!(options(words).unwrap_err(), told);
        }
        assert_eq!(options(&["run", "now"]).unwrap_err(), "run takes no \"now\"");
        assert!(options(&["run", "--step-timeout", "-1"]).unwrap_err().contains("a number of seconds"));
        assert!(options(&["run", "--step-timeout", "0"]).unwrap_err().contains("more than 0"));
    }
}
