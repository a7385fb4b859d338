//! The macros: their messages for mistakes, and code around them that redefines common names.
#![allow(missing_docs)] // of the types that `hygiene` declares

mod hygiene;
mod messages;
