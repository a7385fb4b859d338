//! Executes the commands of a plugin.

use crate::command_line::{self, Command, Format, Options};
use crate::descriptors::{MIN_DESCRIPTORS, check_descriptors};
use crate::otel::Exporter;
use crate::output::print;
use crate::stdin::{self, StdinCommand};
use crate::{events_command, server};
use plugin_engine::log::{Filter, Sink, report};
use plugin_engine::{Configuration, Engine, Folders, MessageKind, Plugin, Settings, describe, is_cloud};
use plugin_run::Clock;
use plugin_schema::did_you_mean;
use plugin_schema::error::PluginError;
use std::fmt::Display;
use std::process::ExitCode;

/// Executes the command of the options.
pub(crate) fn execute(plugin: Plugin, options: Options) -> ExitCode {
    let info = &plugin.info;
    let result = match &options.command {
        Command::Help(command) => Ok(command_line::help(info, command.as_deref())),
        Command::Version => Ok(format!("{} {}\n", info.name, info.version)),
        Command::Info => Ok(describe::info(&plugin)),
        Command::Schema => Ok(describe::pretty(&describe::schemas(&plugin))),
        Command::Spec(format) => specification(&plugin, *format),
        Command::Sample(kind, name) => sample(&plugin, *kind, name),
        Command::Events(command) => {
            let folders = Folders { workspace: plugin.workspace.clone(), state: options.state_dir.clone() };
            events_command::execute(&folders, command).map_err(|error| error.to_string())
        }
        Command::Run(_) | Command::Test(_) | Command::Http => {
            let exit_code = serve(plugin, &options);
            plugin_engine::log::flush();
            return exit_code;
        }
    };
    match result {
        Ok(text) => print(text.as_bytes()),
        Err(error) => fail(&info.name, error),
    }
}

fn fail(name: &str, error: impl Display) -> ExitCode {
    report(format_args!("{name}: {error}"));
    ExitCode::FAILURE
}

fn specification(plugin: &Plugin, format: Format) -> Result<String, String> {
    let document = describe::document(plugin).map_err(|clash| clash.to_string())?;
    Ok(match format {
        Format::Yaml => describe::yaml(&document),
        Format::Json => describe::pretty(&document),
    })
}

fn sample(plugin: &Plugin, kind: Option<MessageKind>, name: &str) -> Result<String, String> {
    if let Some(kind) = kind {
        let step = plugin.step(kind, name).map_err(|error| error.to_string())?;
        return Ok(describe::pretty(&describe::sample(plugin, kind, step)));
    }
    let kinds = [MessageKind::Action, MessageKind::Trigger, MessageKind::Task].into_iter();
    let named: Vec<_> = { kinds }.filter_map(|kind| Some((kind, plugin.step(kind, name).ok()?))).collect();
    match named[..] {
        [(kind, step)] => Ok(describe::pretty(&describe::sample(plugin, kind, step))),
        [] => {
            let hint = did_you_mean(name, plugin.actions().chain(plugin.triggers()).chain(plugin.tasks()));
            Err(format!("unknown step {name:?}{hint} (the command `info` lists the steps)"))
        }
        _ => {
            let commands: Vec<_> =
                { named }.iter().map(|(kind, _)| format!("`sample {} {name}`", kind.key())).collect();
            Err(format!("several steps have the name {name:?}: write {}", commands.join(" or ")))
        }
    }
}

/// Runs the frontend of the command.
fn serve(plugin: Plugin, options: &Options) -> ExitCode {
    if let Err(error) = check_descriptors() {
        let error = format_args!(
            "fewer than {MIN_DESCRIPTORS} file descriptors are available: {error}; raise the limit with `ulimit -n`"
        );
        return fail(&plugin.info.name, error);
    }
    let (command, file) = match &options.command {
        Command::Run(file) => (StdinCommand::Run { show_events: options.debug }, file),
        Command::Test(file) => (StdinCommand::Test, file),
        _ => return serve_http(plugin, options),
    };
    let spans = Exporter::from_environment(&plugin.info);
    stdin::serve(&engine(plugin, options, Sink::Stderr, &spans), command, file.as_deref())
}

fn serve_http(plugin: Plugin, options: &Options) -> ExitCode {
    let sink = match Sink::spawn() {
        Ok(sink) => sink,
        Err(error) => {
            return fail(&plugin.info.name, format_args!("the thread of the log cannot be started: {error}"));
        }
    };
    if server::is_supervised(&options.server) {
        plugin_engine::log::install(Filter::from_options(options.debug), is_cloud(), sink, None);
        return server::supervise(&plugin.info.name, &options.server);
    }
    let spans = Exporter::from_environment(&plugin.info);
    server::serve(engine(plugin, options, sink, &spans), &options.server)
}

fn engine(plugin: Plugin, options: &Options, sink: Sink, spans: &Exporter) -> Engine {
    let in_cloud = is_cloud();
    plugin_engine::log::install(Filter::from_options(options.debug), in_cloud, sink, spans.layer());
    let configuration = if in_cloud { configuration(plugin.info.title) } else { Configuration::default() };
    let (step_timeout, state_dir) = (options.step_timeout, options.state_dir.clone());
    Engine::new(plugin, Settings { step_timeout, in_cloud, configuration, state_dir, clock: Clock::System })
}

/// Fetches the configuration of this plugin from the service at `CPS_ENDPOINT`. After a failure tasks have no configuration.
fn configuration(title: &str) -> Configuration {
    let Some(url) = std::env::var("CPS_ENDPOINT").ok().filter(|url| !url.is_empty()) else {
        return Configuration::default();
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(PluginError::server).and_then(|runtime| runtime.block_on(plugin_http::fetch(&url)))
    {
        Ok(response) => Configuration::of_plugin(&response, title),
        Err(error) => {
            tracing::error!(
                "The configuration service at CPS_ENDPOINT failed, so tasks run without configuration: {error}"
            );
            Configuration::default()
        }
    }
}
