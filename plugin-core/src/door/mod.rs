//! How messages come in, and how a plugin tells about itself. A door knows the engine, never another door.

mod cli;
mod describe;
mod events;
#[cfg(feature = "server")]
mod http;
mod spec;
mod stdin;
mod yaml;

use crate::cloud::{self, Configuration};
use crate::engine::{Engine, Settings};
use crate::events::Folders;
use crate::log::{Sink, report};
use crate::otel::Exporter;
use crate::plugin::Plugin;
use cli::{Command, Format, Options};
use plugin_run::Clock;
use plugin_schema::error::PluginError;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use stdin::Order;

/// How many file descriptors a server needs beside those of its callers: for two runtimes and a listener, with some to spare.
const MIN_DESCRIPTORS: usize = 24;

impl Plugin {
    /// Does what the command line says, and tells how it went: the whole of a plugin's `main`.
    pub fn main(self) -> ExitCode {
        let plugin = self;
        let options = match cli::parse(lexopt::Parser::from_env()) {
            Ok(options) => options,
            Err(error) => {
                report(format_args!("{}: {error}", plugin.info.name));
                report("Try --help.");
                return ExitCode::from(2);
            }
        };
        match options.command {
            Command::Help => print(cli::help(&plugin.info).as_bytes()),
            Command::Version => print(format!("{} {}\n", plugin.info.name, plugin.info.version).as_bytes()),
            Command::Info => print(describe::info(&plugin).as_bytes()),
            Command::Schema => print(describe::pretty(&describe::schemas(&plugin)).as_bytes()),
            Command::Spec(format) => match spec::document(&plugin) {
                Ok(document) => {
                    let text = match format {
                        Format::Yaml => yaml::document(&document),
                        Format::Json => describe::pretty(&document),
                    };
                    print(text.as_bytes())
                }
                Err(clash) => {
                    report(format_args!("{}: {clash}", plugin.info.name));
                    ExitCode::FAILURE
                }
            },
            Command::Sample(name) => match describe::sample(&plugin, &name) {
                Some(sample) => print(describe::pretty(&sample).as_bytes()),
                None => {
                    report(format_args!(
                        "{}: there is no step {name:?}; see `info` for the steps.",
                        plugin.info.name
                    ));
                    ExitCode::FAILURE
                }
            },
            Command::Events(ref order) => {
                let folders = Folders { workspace: plugin.workspace, state: options.state_dir };
                match events::answer(&folders, order) {
                    Ok(text) => print(text.as_bytes()),
                    Err(error) => {
                        report(format_args!("{}: {error}", plugin.info.name));
                        ExitCode::FAILURE
                    }
                }
            }
            _ => plugin.work(&options),
        }
    }

    /// Answers messages.
    fn work(self, options: &Options) -> ExitCode {
        if let Err(error) = check_descriptors() {
            let name = self.info.name;
            report(format_args!(
                "{name}: {MIN_DESCRIPTORS} file descriptors are needed: {error}. See `ulimit -n`."
            ));
            return ExitCode::FAILURE;
        }
        #[cfg(all(unix, feature = "server"))]
        if options.command == Command::Http && options.server.supervise && options.server.worker_of.is_none()
        {
            crate::log::install(options.debug, cloud::is_here(), Sink::hasty(), None);
            return http::supervise(&self.info.name, &options.server);
        }
        #[cfg(feature = "server")]
        if options.command == Command::Http {
            let spans = Exporter::from_environment(&self.info);
            let engine = engine(self, options, Sink::hasty(), &spans);
            return http::serve(engine, &options.server);
        }
        let order = match options.command {
            Command::Test => Order::Test,
            _ => Order::Run { show_events: options.debug },
        };
        let spans = Exporter::from_environment(&self.info);
        stdin::answer(&engine(self, options, Sink::patient(), &spans), order)
    }
}

fn engine(plugin: Plugin, options: &Options, sink: Sink, spans: &Exporter) -> Engine {
    let in_cloud = cloud::is_here();
    crate::log::install(options.debug, in_cloud, sink, spans.layer());
    let configuration = if in_cloud { configuration(plugin.info.title) } else { Configuration::default() };
    let (step_timeout, state_dir) = (options.step_timeout, options.state_dir.clone());
    Engine::new(plugin, Settings { step_timeout, in_cloud, configuration, state_dir, clock: Clock::System })
}

/// What the service at `CPS_ENDPOINT` says of this plugin. Without an answer tasks are told nothing.
fn configuration(title: &str) -> Configuration {
    let Some(url) = std::env::var("CPS_ENDPOINT").ok().filter(|url| !url.is_empty()) else {
        return Configuration::default();
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(PluginError::server).and_then(|runtime| runtime.block_on(plugin_http::fetch(&url)))
    {
        Ok(answer) => Configuration::of_plugin(&answer, title),
        Err(error) => {
            tracing::error!(
                "CPS_ENDPOINT has given no configuration for tasks, so that they are told nothing: {error}"
            );
            Configuration::default()
        }
    }
}

/// Writes to stdout.
fn print(text: &[u8]) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` that has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            report(format_args!("cannot write to stdout: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether there are as many file descriptors as a runtime needs, which panics without them.
///
/// # Errors
/// That of the operating system.
#[cfg(unix)]
fn check_descriptors() -> std::io::Result<()> {
    use std::os::fd::AsFd;
    let stdin = std::io::stdin();
    (0..MIN_DESCRIPTORS).map(|_| stdin.as_fd().try_clone_to_owned()).collect::<Result<Vec<_>, _>>().map(drop)
}

#[cfg(not(unix))]
fn check_descriptors() -> std::io::Result<()> {
    Ok(())
}
