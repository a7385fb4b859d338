//! Specifications: a model of `plugin.spec.yaml`, and the reader that creates it from YAML.

mod from_yaml;
mod model;
mod property;
mod yaml_nodes;

pub use from_yaml::read;
pub use model::{BUILT_IN_TYPES, Property, PropertyType, Spec, StepKind, StepSpec};
