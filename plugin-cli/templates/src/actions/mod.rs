//! The actions, one file each.

pub mod get_user;
