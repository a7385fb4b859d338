//! Reads long responses page by page.

mod cursor;
mod link;
mod next;
mod paged;

pub use cursor::Cursor;
pub use paged::{Paged, Pages};
