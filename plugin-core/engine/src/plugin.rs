//! A plugin: what it is called, its connection, its steps.

use crate::connection::{ConnectionOf, Connector};
use crate::message::MessageKind;
use crate::step::{ActionFor, Step, TaskFor, TriggerFor};
use plugin_schema::error::{PluginError, Result};
use std::marker::PhantomData;
use std::path::PathBuf;

/// What a plugin is called. `plugin!` fills it in, most of it from Cargo.toml.
#[derive(Clone, Debug)]
pub struct Info {
    /// Name on the wire: that of the package, with `_` for `-`.
    pub name: String,
    /// Title for people.
    pub title: &'static str,
    /// Who makes the plugin.
    pub vendor: &'static str,
    /// Version of the package.
    pub version: &'static str,
    /// Description of the package.
    pub description: &'static str,
    /// The text of Cargo.toml, for what stands in `[package.metadata.plugin]`. Read when it is asked for.
    pub manifest: &'static str,
    /// The text of CHANGELOG.md, whose entries are the history of versions; empty if there is none.
    pub changelog: &'static str,
}

/// The name of a plugin on the wire, which comes from the package of that name.
pub fn name_of_package(package: &str) -> String {
    package.replace('-', "_")
}

impl Info {
    /// `vendor/title:version`
    pub fn origin(&self) -> String {
        format!("{}/{}:{}", self.vendor, self.title, self.version)
    }
}

/// A plugin: its name, its connection and its steps.
#[derive(Debug)]
pub struct Plugin {
    /// What it is called.
    pub info: Info,
    /// Its connection.
    pub connector: Connector,
    /// Its actions.
    pub actions: Vec<Step>,
    /// Its triggers.
    pub triggers: Vec<Step>,
    /// Its tasks.
    pub tasks: Vec<Step>,
    /// In the place of `/workspace`.
    pub workspace: PathBuf,
}

/// A plugin in the making, whose connection is a `C`.
pub struct Builder<C> {
    plugin: Plugin,
    connection: PhantomData<fn(&C)>,
}

impl Builder<()> {
    /// A plugin without a connection.
    pub fn new(info: Info) -> Self {
        let plugin = Plugin {
            info,
            connector: Connector::NONE,
            actions: Vec::new(),
            triggers: Vec::new(),
            tasks: Vec::new(),
            workspace: "/workspace".into(),
        };
        Self { plugin, connection: PhantomData }
    }

    /// The plugin with a connection.
    pub fn connection<C>(self, connection: ConnectionOf<C>) -> Builder<C> {
        let plugin = Plugin { connector: connection.connector, ..self.plugin };
        Builder { plugin, connection: PhantomData }
    }
}

impl<C> Builder<C> {
    /// The plugin with one more action.
    pub fn action(mut self, action: impl ActionFor<C>) -> Self {
        self.plugin.actions.push(action.step());
        self
    }

    /// The plugin with one more trigger.
    pub fn trigger(mut self, trigger: impl TriggerFor<C>) -> Self {
        self.plugin.triggers.push(trigger.step());
        self
    }

    /// The plugin with one more task.
    pub fn task(mut self, task: impl TaskFor<C>) -> Self {
        self.plugin.tasks.push(task.step());
        self
    }

    /// The plugin itself.
    pub fn build(self) -> Plugin {
        self.plugin
    }
}

impl Plugin {
    /// Names of its actions, in the order in which they were listed.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.actions.iter().map(|action| action.name)
    }

    /// The plugin with another folder in the place of `/workspace`.
    pub fn with_workspace(mut self, folder: impl Into<PathBuf>) -> Self {
        self.workspace = folder.into();
        self
    }

    /// Names of its triggers, in the order in which they were listed.
    pub fn triggers(&self) -> impl Iterator<Item = &'static str> {
        self.triggers.iter().map(|trigger| trigger.name)
    }

    /// Names of its tasks, in the order in which they were listed.
    pub fn tasks(&self) -> impl Iterator<Item = &'static str> {
        self.tasks.iter().map(|task| task.name)
    }

    /// The step of that kind and name.
    ///
    /// # Errors
    /// The caller's, if there is none; names those that there are.
    pub fn step(&self, kind: MessageKind, name: &str) -> Result<&Step> {
        let step = self.steps(kind).iter().find(|step| step.name == name);
        step.ok_or_else(|| self.unknown_step_error(kind, name))
    }

    fn unknown_step_error(&self, kind: MessageKind, name: &str) -> PluginError {
        let (kind, steps) = (kind.key(), self.steps(kind));
        let names: Vec<_> = steps.iter().map(|step| step.name).take(20).collect();
        PluginError::caller(match names[..] {
            [] => format!("This plugin has no {kind} {name:?}; it has no {kind}s."),
            _ => format!("This plugin has no {kind} {name:?}. Its {kind}s: {}.", names.join(", ")),
        })
    }

    fn steps(&self, kind: MessageKind) -> &[Step] {
        match kind {
            MessageKind::Action => &self.actions,
            MessageKind::Task => &self.tasks,
            MessageKind::Trigger => &self.triggers,
            MessageKind::ConnectionTest => &[],
        }
    }
}
