//! Specifications: a model of `plugin.spec.yaml`, and the reader that creates it from YAML.

mod model;
mod property;
mod read;
mod reader;
mod suggestion;

pub use model::{BUILT_IN_TYPES, Property, PropertyType, Spec, StepKind, StepSpec};
pub use read::read;
