//! The rules of the house, a file each.

pub mod arrows;
pub mod circles;
pub mod features;
pub mod lines;
pub mod pages;
pub mod words;
