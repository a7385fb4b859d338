//! The modules of a crate, and which file imports what from which.
//!
//! Names are resolved as far as imports need it: `crate`, `self`, `super`, the modules, what they define and what they
//! import. Methods, traits and what macros define are not seen; a name that is not found counts for the module that
//! its path reaches.

mod arrows;
mod mentions;
mod names;
mod tree;

pub use arrows::arrows;
pub use tree::Tree;
