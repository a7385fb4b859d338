//! The triggers, one file each.

pub mod tick;
