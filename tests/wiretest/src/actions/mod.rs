//! The actions, one file each.

pub mod echo;
pub mod fail;
pub mod noinput;
