//! What `#[derive(Schema)]` calls. No part of the public interface: it may change in any release.

pub use crate::checks::{applies, is_among, is_unlisted, quoted};
pub use crate::{Enum, Field, Fields, Schema, Struct, ToParam, Type, Violation};
