//! The plugin as its author has it.

use crate::{command_line, commands};
use plugin_engine::log::report;
use std::path::PathBuf;
use std::process::ExitCode;

/// A plugin that is ready to work; `plugin!` makes it.
///
/// ```
/// use plugin_core::{Result, action};
///
/// /// Say hello
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
    /// Executes the command line and reports failures: the whole of a plugin's `main`.
    pub fn main(self) -> ExitCode {
        match command_line::parse(lexopt::Parser::from_env()) {
            Ok(options) => commands::execute(self.0, options),
            Err(error) => {
                report(format_args!("{}: {error}", self.0.info.name));
                report("Try --help.");
                ExitCode::from(2)
            }
        }
    }

    /// Names of its actions, in the order in which they are listed.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.0.actions()
    }

    /// Names of its triggers, in the order in which they are listed.
    pub fn triggers(&self) -> impl Iterator<Item = &'static str> {
        self.0.triggers()
    }

    /// Names of its tasks, in the order in which they are listed.
    pub fn tasks(&self) -> impl Iterator<Item = &'static str> {
        self.0.tasks()
    }
}

/// For tests of whole programs: another folder in place of `/workspace`, where triggers keep their states (`cache`) and look for
/// the flag that ends them (`tmp/terminate_trigger.flag`).
pub fn with_workspace(plugin: Plugin, folder: impl Into<PathBuf>) -> Plugin {
    Plugin(plugin.0.with_workspace(folder))
}
