//! The actions, one file each.

pub mod add_user;
pub mod get_user;
pub mod list_users;
