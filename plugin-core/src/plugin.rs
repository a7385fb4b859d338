//! Defines the plugin type that authors use.

use crate::{command_line, commands};
use plugin_engine::log::report;
use std::path::PathBuf;
use std::process::ExitCode;

/// A plugin. `plugin!` creates it.
///
/// ```
/// use plugin_core::{Result, action};
///
/// /// Log a greeting
/// #[action]
/// async fn hello() -> Result<()> {
///     tracing::info!("hello");
///     Ok(())
/// }
///
/// plugin_core::plugin! { title: "Hello", vendor: "acme", actions: [hello] }
///
/// # fn main() {
/// assert_eq!(plugin().actions().collect::<Vec<_>>(), ["hello"]);
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a plugin does nothing before `main`"]
pub struct Plugin(pub(crate) plugin_engine::Plugin);

#[doc(hidden)]
impl From<plugin_engine::Plugin> for Plugin {
    fn from(plugin: plugin_engine::Plugin) -> Self {
        Self(plugin)
    }
}

impl Plugin {
    /// Executes the command line and reports errors on stderr. The `main` of a plugin only returns this exit code.
    #[must_use = "return it from `main`: `fn main() -> std::process::ExitCode { plugin().main() }`"]
    pub fn main(self) -> ExitCode {
        if tokio::runtime::Handle::try_current().is_ok() {
            let name = &self.0.info.name;
            report(format_args!(
                "{name}: `main` of a plugin starts its own runtime: remove `#[tokio::main]`, and write `fn main()`"
            ));
            return ExitCode::FAILURE;
        }
        match command_line::parse(lexopt::Parser::from_env()) {
            Ok(options) => commands::execute(self.0, options),
            Err(error) => {
                report(format_args!("{}: {error}", self.0.info.name));
                report("try --help");
                ExitCode::from(2)
            }
        }
    }

    /// The names of the actions, in the order of `plugin!`.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.0.actions()
    }

    /// The names of the triggers, in the order of `plugin!`.
    pub fn triggers(&self) -> impl Iterator<Item = &'static str> {
        self.0.triggers()
    }

    /// The names of the tasks, in the order of `plugin!`.
    pub fn tasks(&self) -> impl Iterator<Item = &'static str> {
        self.0.tasks()
    }
}

/// Replaces the folder `/workspace`, for tests of whole programs. In it triggers store their states (`cache`) and check the flag
/// that stops them (`tmp/terminate_trigger.flag`).
pub fn with_workspace(plugin: Plugin, folder: impl Into<PathBuf>) -> Plugin {
    Plugin(plugin.0.with_workspace(folder))
}
