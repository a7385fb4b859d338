//! Converts names to titles and cases, and has the pages of the codes of compile errors. The macros, the runtime and the tool share them.

pub mod codes;
mod rename;
mod title;

pub use rename::RenameRule;
pub use title::title;
