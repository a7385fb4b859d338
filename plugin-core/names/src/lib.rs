//! What the macros, the runtime and the tool share: titles, cases and near names, the keys of a specification, and the pages of the codes
//! of compile errors.

pub mod codes;
mod nearest;
mod rename;
mod spec_keys;
mod title;
mod wire_name;

pub use nearest::{did_you_mean, nearest};
pub use rename::RenameRule;
pub use spec_keys::SPEC_KEYS;
pub use title::title;
pub use wire_name::{identifier, is_identifier, name_violation};
