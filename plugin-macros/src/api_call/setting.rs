//! What a call or its `impl` says about one setting.

use crate::settings::Settings;

/// A call inherits what its `impl` says, or takes it back with `name = none`.
#[derive(Default)]
pub enum Setting<T> {
    #[default]
    Inherited,
    None,
    Value(T),
}

impl<T> Setting<T> {
    /// The setting `name`, whose value `read` reads.
    pub fn read(settings: &Settings, name: &str, read: impl FnOnce() -> Option<T>) -> Self {
        match settings.is_none(name) {
            true => Self::None,
            false => read().into(),
        }
    }

    /// The value at the call, or that of the `impl`.
    pub fn or<'a>(&'a self, outer: &'a Self) -> Option<&'a T> {
        self.with(outer).next()
    }

    /// The value at the call, then that of the `impl`, for a setting whose values add up.
    pub fn with<'a>(&'a self, outer: &'a Self) -> impl Iterator<Item = &'a T> {
        self.value().into_iter().chain(self.inherited(outer))
    }

    /// The value of the `impl`, unless the call takes it back.
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
    /// Whether the flag is set at the call, or by the `impl` if the call does not mention it.
    pub fn is_set(&self, outer: &Self) -> bool {
        self.or(outer).is_some_and(|value| *value)
    }
}

impl<T> From<Option<T>> for Setting<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Inherited, Self::Value)
    }
}
