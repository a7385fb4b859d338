//! A setting that a call inherits from its `impl`.

use crate::settings::Settings;

/// The value at a call or an `impl`. `name = none` at the call removes an inherited value.
#[derive(Default)]
pub enum Setting<T> {
    #[default]
    Inherited,
    None,
    Value(T),
}

impl<T> Setting<T> {
    /// The setting `name`, whose value `read` returns.
    pub fn read(settings: &Settings, name: &str, read: impl FnOnce() -> Option<T>) -> Self {
        match settings.is_none(name) {
            true => Self::None,
            false => read().into(),
        }
    }

    /// The value at the call, otherwise that of the `impl`.
    pub fn or<'a>(&'a self, outer: &'a Self) -> Option<&'a T> {
        self.with(outer).next()
    }

    /// The value at the call, followed by that of the `impl`, for settings that accumulate.
    pub fn with<'a>(&'a self, outer: &'a Self) -> impl Iterator<Item = &'a T> {
        self.value().into_iter().chain(self.inherited(outer))
    }

    /// The value of the `impl`, unless the call removes it.
    pub fn inherited<'a>(&self, outer: &'a Self) -> Option<&'a T> {
        outer.value().filter(|_| !self.is_none())
    }

    /// Whether `name = none` is written at the call, or inherited.
    pub fn is_none_within(&self, outer: &Self) -> bool {
        self.is_none() || (matches!(self, Self::Inherited) && outer.is_none())
    }

    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Inherited | Self::None => None,
        }
    }

    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

impl Setting<bool> {
    /// Whether the flag is true at the call, or inherited as true.
    pub fn is_set(&self, outer: &Self) -> bool {
        self.or(outer).is_some_and(|value| *value)
    }
}

impl<T> From<Option<T>> for Setting<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Inherited, Self::Value)
    }
}
