//! The triggers, one file each.

pub mod new_user;
