//! Titles and cases of names. The macros, the runtime and the tool share these rules, and none of them depends on another.

mod rename;
mod title;

pub use rename::RenameRule;
pub use title::title;
