//! Parses the command line. It is compatible with the Python runtime, so that scripts that start a plugin need not change.

use crate::server;
use lexopt::{Arg, Parser, ValueExt};
use plugin_engine::{Info, MessageKind, option};
use plugin_schema::{did_you_mean, nearest};
use std::path::PathBuf;
use std::time::Duration;

/// The command of a plugin.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    /// Of one command or of all.
    Help(Option<String>),
    Version,
    Info,
    Schema,
    Spec(Format),
    /// With the kind of the step, if it is given, and the name.
    Sample(Option<MessageKind>, String),
    /// With the file of the message, or `None` for stdin.
    Run(Option<PathBuf>),
    Test(Option<PathBuf>),
    Http,
    Events(EventsCommand),
}

/// The subcommand of `events`, with the keys of dead letters.
#[derive(Debug, PartialEq)]
pub(crate) enum EventsCommand {
    List,
    Retry(Vec<String>),
    Drop(Vec<String>),
}

/// The format of the specification.
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

/// The help of a command, or of all commands.
pub(crate) fn help(info: &Info, command: Option<&str>) -> String {
    let Info { name, title, version, description, .. } = info;
    let command = command.filter(|command| commands().any(|(known, _)| known == *command));
    let is_shown = |name: &str| command.is_none_or(|command| command == name);
    let lines: String = commands().filter(|(name, _)| is_shown(name)).map(|(_, line)| line).collect();
    let http = if is_shown("http") { server::HELP } else { "" };
    format!(
        "\
{title} {version}
{description}

Usage: {name} [OPTIONS] COMMAND

Commands:{lines}

Options:{OPTIONS_HELP}
{http}"
    )
}

/// The commands with their lines of the help.
fn commands() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = [
        ("run", "\n  run [FILE]   read one message from a file or stdin, and print only the reply to stdout"),
        ("test", "\n  test [FILE]  like run, but test the connection instead of running the step"),
        ("http", server::COMMAND.unwrap_or_default()),
        ("info", "\n  info         print the plugin and its steps"),
        (
            "sample",
            "\n  sample NAME  print an example message for a step; `sample action NAME` if a trigger has the same name",
        ),
        ("schema", "\n  schema       print the schemas of the connection and the steps"),
        ("spec", "\n  spec         print the specification, plugin.spec.yaml"),
        ("events", EVENTS_HELP),
    ];
    all.into_iter().filter(|(_, line)| !line.is_empty())
}

const COMMANDS: [&str; 10] =
    ["run", "test", "http", "info", "sample", "schema", "spec", "events", "help", "version"];

const OPTIONS_HELP: &str = "
  --debug                log each request to the API and its response, like PLUGIN_LOG=debug in the environment; with run,
                         print the events of a trigger instead of sending them, and store nothing
  --step-timeout SECONDS timeout of a step [default: 300]
  --state-dir FOLDER     folder for the states of triggers if /workspace/cache does not exist
  --format yaml|json     format of the specification [default: yaml]
  -h, --help             print this help
  --version              print the version";

const EVENTS_HELP: &str = "
  events list  print the events that dispatchers rejected: key, trigger, time, status, response
  events retry KEY.., events drop KEY..
               send them again, or remove them; `all` stands for all keys";

/// Parses the command line. Options may precede or follow the command, and arguments after `--` are ignored.
pub(crate) fn parse(mut parser: Parser) -> Result<Options, lexopt::Error> {
    let mut words = Vec::new();
    let mut debug = false;
    let mut help = false;
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
            Some(Arg::Short('h') | Arg::Long("help")) => help = true,
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
                    other => {
                        return Err(
                            format!("invalid value {other:?} for --format: expected yaml or json").into()
                        );
                    }
                }
            }
            Some(Arg::Long("state-dir")) => state_dir = Some(parser.value()?.into()),
            Some(Arg::Long(name)) => {
                let name = name.to_owned();
                if !server.set(&name.replace('-', "_"), &mut parser)? {
                    return Err(unknown_option(&name).into());
                }
            }
            Some(Arg::Value(word)) => words.push(word.string()?),
            Some(other) => return Err(other.unexpected()),
        }
    }
    Ok(Options {
        command: if help { Command::Help(words.into_iter().next()) } else { command(&words, format)? },
        debug,
        step_timeout,
        state_dir,
        server: server.finish()?,
    })
}

/// The error for an option that `--help` does not list.
fn unknown_option(name: &str) -> String {
    let words = OPTIONS_HELP.split_whitespace().chain(server::HELP.split_whitespace());
    match nearest(name, words.filter_map(|word| word.strip_prefix("--"))) {
        Some(near) => format!("unknown option --{name}; did you mean --{near}?"),
        None => format!("unknown option --{name}; --help lists the options"),
    }
}

fn command(words: &[String], format: Format) -> Result<Command, lexopt::Error> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] | ["help"] => Ok(Command::Help(None)),
        ["help", command] => Ok(Command::Help(Some(command.to_owned()))),
        ["version"] => Ok(Command::Version),
        ["info"] => Ok(Command::Info),
        ["schema"] => Ok(Command::Schema),
        ["spec"] => Ok(Command::Spec(format)),
        ["sample", name] => Ok(Command::Sample(None, name.to_owned())),
        ["sample", kind, name] => Ok(Command::Sample(Some(step_kind(kind)?), name.to_owned())),
        ["sample"] => {
            Err("missing argument of sample: the name of a step (the command `info` lists the steps)".into())
        }
        ["run"] => Ok(Command::Run(None)),
        ["run", file] => Ok(Command::Run(Some(file.into()))),
        ["test"] => Ok(Command::Test(None)),
        ["test", file] => Ok(Command::Test(Some(file.into()))),
        ["http"] if server::COMMAND.is_some() => Ok(Command::Http),
        ["events", ref words @ ..] => events(words).map(Command::Events),
        ["sample", _, _, more, ..] => Err(format!("unexpected argument {more:?} of sample").into()),
        [command @ ("run" | "test"), _, more, ..] => {
            Err(format!("unexpected argument {more:?} of {command}").into())
        }
        [command, more, ..] if COMMANDS.contains(&command) => {
            Err(format!("unexpected argument {more:?} of {command}").into())
        }
        ["http"] => Err("unknown command \"http\": the feature `server` of plugin-core is off".into()),
        [other, ..] => {
            let hint = match did_you_mean(other, COMMANDS) {
                hint if hint.is_empty() => {
                    let known: Vec<_> = commands().map(|(name, _)| name).collect();
                    format!("; the commands are {}", known.join(", "))
                }
                hint => hint,
            };
            Err(format!("unknown command {other:?}{hint}").into())
        }
    }
}

fn step_kind(word: &str) -> Result<MessageKind, lexopt::Error> {
    let kinds = [MessageKind::Action, MessageKind::Trigger, MessageKind::Task];
    let unknown = || format!("unknown kind of step {word:?}: write `sample action NAME`, or trigger or task");
    { kinds }.into_iter().find(|kind| kind.key() == word).ok_or_else(|| unknown().into())
}

fn events(words: &[&str]) -> Result<EventsCommand, lexopt::Error> {
    let keys = |keys: &[&str]| keys.iter().map(ToString::to_string).collect();
    match words {
        ["list"] => Ok(EventsCommand::List),
        ["retry", some @ ..] if !some.is_empty() => Ok(EventsCommand::Retry(keys(some))),
        ["drop", some @ ..] if !some.is_empty() => Ok(EventsCommand::Drop(keys(some))),
        ["retry" | "drop"] => Err("missing argument of events: the keys of events, or `all`".into()),
        _ => Err("invalid subcommand of events: expected list, retry or drop".into()),
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
            assert_eq!((options.command, options.debug), (Command::Run(None), true), "{words:?}");
        }
    }

    #[test]
    fn no_arguments_print_the_help() {
        assert_eq!(options(&[]).unwrap().command, Command::Help(None));
        assert_eq!(options(&["-h"]).unwrap().command, Command::Help(None));
        assert_eq!(options(&["--version"]).unwrap().command, Command::Version);
    }

    #[test]
    fn the_help_of_a_command_contains_only_that_command() {
        for words in [&["run", "-h"][..], &["--help", "run"], &["help", "run"], &["run", "a.json", "--help"]]
        {
            assert_eq!(options(words).unwrap().command, Command::Help(Some("run".to_owned())), "{words:?}");
        }
        let name = "p".to_owned();
        let info =
            Info { name, title: "P", vendor: "", version: "1", description: "", manifest: "", changelog: "" };
        let commands = |command| -> Vec<String> {
            let help = help(&info, command);
            let listed = help.split("Options").next().unwrap_or_default().lines();
            listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned)).collect()
        };
        assert_eq!(commands(Some("run")), ["run"]);
        assert!(!help(&info, Some("run")).contains("--port"));
        assert!(help(&info, Some("http")).contains("--port"));
        assert_eq!(commands(Some("rum")), commands(None));
    }

    #[test]
    fn sample_takes_a_kind_and_a_name() {
        assert_eq!(options(&["sample", "a"]).unwrap().command, Command::Sample(None, "a".into()));
        let of_task = Command::Sample(Some(MessageKind::Task), "a".into());
        assert_eq!(options(&["sample", "task", "a"]).unwrap().command, of_task);
    }

    #[test]
    fn run_and_test_take_a_file() {
        assert_eq!(options(&["run", "a.json"]).unwrap().command, Command::Run(Some("a.json".into())));
        assert_eq!(options(&["test", "a.json"]).unwrap().command, Command::Test(Some("a.json".into())));
    }

    #[test]
    fn errors_name_the_invalid_argument() {
        assert_eq!(options(&["rum"]).unwrap_err(), "unknown command \"rum\"; did you mean \"run\"?");
        assert_eq!(
            options(&["serve", "now"]).unwrap_err(),
            "unknown command \"serve\"; the commands are run, test, http, info, sample, schema, spec, events"
        );
        assert!(
            options(&["sample"]).unwrap_err().starts_with("missing argument of sample: the name of a step")
        );
        assert!(options(&["run", "--prot", "1"]).unwrap_err().starts_with("unknown option --prot"));
        let expected = "unknown option --step-timout; did you mean --step-timeout?";
        assert_eq!(options(&["run", "--step-timout", "1"]).unwrap_err(), expected);
        for (words, message) in [
            (&["events"][..], "invalid subcommand of events: expected list, retry or drop"),
            (&["events", "list", "all"], "invalid subcommand of events: expected list, retry or drop"),
            (&["events", "drop"], "missing argument of events: the keys of events, or `all`"),
        ] {
            assert_eq!(options(words).unwrap_err(), message);
        }
        assert_eq!(options(&["run", "a", "b"]).unwrap_err(), "unexpected argument \"b\" of run");
        assert_eq!(
            options(&["sample", "actoin", "a"]).unwrap_err(),
            "unknown kind of step \"actoin\": write `sample action NAME`, or trigger or task"
        );
        assert_eq!(options(&["info", "now"]).unwrap_err(), "unexpected argument \"now\" of info");
        assert!(options(&["run", "--step-timeout", "-1"]).unwrap_err().contains("a number of seconds"));
        assert!(options(&["run", "--step-timeout", "0"]).unwrap_err().contains("more than 0"));
    }
}
