//! The tasks, one file each.

pub mod monitor_audit_log;
