//! Describes a plugin: as text, as schemas, as an example message and as a specification.

mod info;
mod spec;
mod yaml;

pub use info::{info, pretty, sample, schemas};
pub use spec::{details, document, metadata};
pub use yaml::document as yaml;
