//! Defines a plugin: its names, its connection and its steps.

use crate::connection::{ConnectionOf, Connector};
use crate::message::MessageKind;
use crate::step::{ActionOf, NoConnection, Nothing, Step, TaskOf, TriggerOf};
use plugin_schema::error::{PluginError, Result};
use plugin_schema::nearest;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::PathBuf;

/// The maximum number of names in an error.
const MAX_NAMES: usize = 20;

/// Names and metadata of a plugin. `plugin!` takes most of them from Cargo.toml.
#[derive(Clone, Debug)]
pub struct Info {
    /// Name on the wire: the name of the package with `_` in place of `-`.
    pub name: String,
    /// Title for people.
    pub title: &'static str,
    /// Vendor of the plugin.
    pub vendor: &'static str,
    /// Version of the package.
    pub version: &'static str,
    /// Description of the package.
    pub description: &'static str,
    /// The text of Cargo.toml. Its table `[package.metadata.plugin]` is parsed on demand.
    pub manifest: &'static str,
    /// The text of CHANGELOG.md, which contains the version history. Empty if there is no such file.
    pub changelog: &'static str,
}

/// The name of the plugin in messages, from the name of its package.
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
    /// Names and metadata.
    pub info: Info,
    /// The connection.
    pub connector: Connector,
    /// The actions.
    pub actions: Vec<Step>,
    /// The triggers.
    pub triggers: Vec<Step>,
    /// The tasks.
    pub tasks: Vec<Step>,
    /// The workspace folder, by default `/workspace`.
    pub workspace: PathBuf,
    /// The place of each step within its kind, so that a message finds its step at once among any number of steps.
    places: BTreeMap<(MessageKind, &'static str), usize>,
}

/// Builds a plugin whose connection is a `C`.
pub struct Builder<C> {
    plugin: Plugin,
    connection: PhantomData<fn(&C)>,
}

impl Builder<NoConnection> {
    /// Starts a plugin that has no connection.
    pub fn new(info: Info) -> Self {
        let plugin = Plugin {
            info,
            connector: Connector::NONE,
            actions: Vec::new(),
            triggers: Vec::new(),
            tasks: Vec::new(),
            workspace: "/workspace".into(),
            places: BTreeMap::new(),
        };
        Self { plugin, connection: PhantomData }
    }

    /// Sets the connection.
    pub fn connection<C>(self, connection: ConnectionOf<C>) -> Builder<C> {
        let plugin = Plugin { connector: connection.connector, ..self.plugin };
        Builder { plugin, connection: PhantomData }
    }
}

impl<C> Builder<C> {
    /// The type of the connection.
    pub fn connection_type(&self) -> PhantomData<fn(&C)> {
        self.connection
    }

    /// Adds an action.
    pub fn action(mut self, action: ActionOf<Nothing>) -> Self {
        self.plugin.actions.push(action.step);
        self
    }

    /// Adds a trigger.
    pub fn trigger(mut self, trigger: TriggerOf<Nothing>) -> Self {
        self.plugin.triggers.push(trigger.step);
        self
    }

    /// Adds a task.
    pub fn task(mut self, task: TaskOf<Nothing>) -> Self {
        self.plugin.tasks.push(task.step);
        self
    }

    /// Returns the plugin.
    pub fn build(self) -> Plugin {
        let mut plugin = self.plugin;
        for kind in [MessageKind::Action, MessageKind::Trigger, MessageKind::Task] {
            let names = plugin.steps(kind).iter().map(|step| step.name);
            // `plugin!` rejects two steps with one name.
            plugin
                .places
                .extend(names.zip(0..).map(|(name, place)| ((kind, name), place)).collect::<Vec<_>>());
        }
        plugin
    }
}

impl Plugin {
    /// The names of the actions, in the order of `plugin!`.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.actions.iter().map(|action| action.name)
    }

    /// Replaces the workspace folder.
    pub fn with_workspace(mut self, folder: impl Into<PathBuf>) -> Self {
        self.workspace = folder.into();
        self
    }

    /// The names of the triggers, in the order of `plugin!`.
    pub fn triggers(&self) -> impl Iterator<Item = &'static str> {
        self.triggers.iter().map(|trigger| trigger.name)
    }

    /// The names of the tasks, in the order of `plugin!`.
    pub fn tasks(&self) -> impl Iterator<Item = &'static str> {
        self.tasks.iter().map(|task| task.name)
    }

    /// Finds the step of that kind and name.
    ///
    /// # Errors
    /// A caller error that lists the existing names.
    pub fn step(&self, kind: MessageKind, name: &str) -> Result<&Step> {
        let place = self.places.get(&(kind, name));
        let step = place.and_then(|&place| self.steps(kind).get(place));
        step.ok_or_else(|| self.unknown_step_error(kind, name))
    }

    fn unknown_step_error(&self, kind: MessageKind, name: &str) -> PluginError {
        PluginError::caller(self.unknown_step(kind, name))
    }

    /// Describes that there is no such step: a step of another kind with this name, a similar name, or the first names.
    pub fn unknown_step(&self, kind: MessageKind, name: &str) -> String {
        let others = [MessageKind::Action, MessageKind::Trigger, MessageKind::Task].into_iter();
        let other = { others }.find(|other| self.steps(*other).iter().any(|step| step.name == name));
        let names: Vec<_> = self.steps(kind).iter().map(|step| step.name).collect();
        let (kind, shown) = (kind.key(), shortened(name));
        let hint = match (other, nearest(name, names.iter().copied())) {
            (Some(other), _) => format!("; {shown} is {} of this plugin", other.noun()),
            (None, Some(near)) => format!("; did you mean {near:?}?"),
            (None, None) => String::new(),
        };
        let end = if hint.ends_with('?') { "" } else { "." };
        let more = names.len().saturating_sub(MAX_NAMES);
        let listed = names[..names.len() - more].join(", ");
        match (names.len(), more) {
            (0, _) => format!("This plugin has no {kind} {shown}{hint}{end} It has no {kind}s."),
            (_, 0) => format!("This plugin has no {kind} {shown}{hint}{end} Its {kind}s: {listed}."),
            _ => {
                format!("This plugin has no {kind} {shown}{hint}{end} Its {kind}s: {listed} and {more} more.")
            }
        }
    }

    /// The steps of that kind, in the order of `plugin!`.
    pub fn steps(&self, kind: MessageKind) -> &[Step] {
        match kind {
            MessageKind::Action => &self.actions,
            MessageKind::Task => &self.tasks,
            MessageKind::Trigger => &self.triggers,
            MessageKind::ConnectionTest => &[],
        }
    }
}

/// A name from a message in quotes, at most its first 64 bytes.
fn shortened(name: &str) -> String {
    match &name[..name.floor_char_boundary(64)] {
        start if start.len() < name.len() => format!("{start:?}..."),
        name => format!("{name:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_an_error_is_quoted_and_short() {
        assert_eq!(shortened("a\"b"), r#""a\"b""#);
        assert_eq!(shortened(&"x".repeat(1000)).len(), 2 + 64 + 3);
    }
}
