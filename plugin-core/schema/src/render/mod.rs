//! Renders tables.

pub mod dialect;
pub mod sample;
pub mod spec;
