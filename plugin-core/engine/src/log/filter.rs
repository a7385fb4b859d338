//! Decides which events are logged.

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::{Layer, Registry};

/// Crates that log for their own developers. Their events below a warning are dropped, because they may contain secrets outside of
/// a run, where nothing masks them.
const QUIET: [&str; 9] = ["axum", "h2", "hyper", "hyper_util", "mio", "reqwest", "rustls", "tokio", "tower"];

/// The environment variables with a level, or with levels by target as in `info,plugin_http=debug`. The first one that is set wins.
const VARIABLES: [&str; 2] = ["PLUGIN_LOG", "RUST_LOG"];

/// Which events are logged: those of level info and above, since they are a part of the reply, and others by choice.
#[derive(Debug)]
pub struct Filter {
    more: Targets,
    /// Why a variable is ignored.
    pub(super) ignored: Option<String>,
}

impl Filter {
    /// All events.
    fn debug() -> Self {
        Self { more: Targets::new().with_default(Level::DEBUG), ignored: None }
    }

    /// The events of the tests of a plugin: all but those of each request.
    pub fn of_tests() -> Self {
        let more = Targets::new().with_default(Level::DEBUG).with_target("plugin_http", Level::INFO);
        Self { more, ignored: None }
    }

    /// The filter of the option `--debug`, or that of an environment variable.
    pub fn from_options(debug: bool) -> Self {
        match debug {
            true => Self::debug(),
            false => Self::of_variables(|name| std::env::var(name).ok()),
        }
    }

    fn of_variables(get: impl Fn(&str) -> Option<String>) -> Self {
        let set =
            VARIABLES.iter().find_map(|name| Some((name, get(name).filter(|value| !value.is_empty())?)));
        let Some((name, value)) = set else { return Self { more: Targets::new(), ignored: None } };
        // A lone word that is no level would be a target.
        let is_word = value.bytes().all(|byte| byte.is_ascii_alphabetic());
        match value.parse() {
            Ok(more) if !is_word || value.parse::<LevelFilter>().is_ok() => Self { more, ignored: None },
            _ => {
                let expected =
                    "expected a level, such as debug, or levels by target, such as info,plugin_http=debug";
                Self { more: Targets::new(), ignored: Some(format!("{name} is ignored: {expected}")) }
            }
        }
    }

    pub(super) fn max_level(&self) -> LevelFilter {
        let more = Layer::<Registry>::max_level_hint(&self.more).unwrap_or(LevelFilter::OFF);
        more.max(LevelFilter::INFO)
    }

    pub(super) fn is_enabled(&self, target: &str, level: &Level) -> bool {
        let root = target.split("::").next().unwrap_or_default();
        match QUIET.contains(&root) {
            true => *level <= Level::WARN,
            false => *level <= Level::INFO || self.more.would_enable(target, level),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(variables: &[(&str, &str)]) -> Filter {
        let get = |name: &str| variables.iter().find(|(other, _)| *other == name);
        Filter::of_variables(|name| get(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_variables_add_events_and_remove_none() {
        for (variables, of_client, of_plugin) in [
            (&[][..], false, false),
            (&[("PLUGIN_LOG", "debug")], true, true),
            (&[("RUST_LOG", "debug")], true, true),
            (&[("PLUGIN_LOG", "info"), ("RUST_LOG", "debug")], false, false),
            (&[("PLUGIN_LOG", ""), ("RUST_LOG", "plugin_http=debug")], true, false),
            (&[("RUST_LOG", "off")], false, false),
        ] {
            let filter = filter(variables);
            assert_eq!(filter.ignored, None, "{variables:?}");
            assert_eq!(filter.is_enabled("plugin_http::log", &Level::DEBUG), of_client, "{variables:?}");
            assert_eq!(filter.is_enabled("my_plugin::api", &Level::DEBUG), of_plugin, "{variables:?}");
            assert!(filter.is_enabled("my_plugin", &Level::INFO), "{variables:?}");
            assert!(!filter.is_enabled("hyper::client", &Level::DEBUG), "{variables:?}");
        }
    }

    #[test]
    fn an_invalid_variable_is_ignored_with_a_reason() {
        for value in ["a=verbose", "verbose"] {
            assert_eq!(
                filter(&[("PLUGIN_LOG", value)]).ignored.unwrap(),
                "PLUGIN_LOG is ignored: expected a level, such as debug, or levels by target, such as info,plugin_http=debug"
            );
        }
    }
}
