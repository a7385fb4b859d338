//! Specifications: a model of `plugin.spec.yaml`, and the reader that makes it from YAML.

mod model;
mod read;

pub use model::{BUILT_IN, Kind, Property, Spec, Step, Type};
pub use read::read;
