//! Converts names to titles and cases. The macros, the runtime and the tool share these rules.

mod rename;
mod title;

pub use rename::RenameRule;
pub use title::title;
