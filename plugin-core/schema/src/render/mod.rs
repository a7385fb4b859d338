//! The ways in which tables are written out.

pub mod dialect;
pub mod sample;
pub mod spec;
