//! Exports the items that `#[derive(Schema)]` uses. They are not public API and may change in any release.

pub use crate::checks::{applies, is_among, is_unlisted, quoted};
pub use crate::field_checks::{
    CanBeAbsent, CanBeRequired, HasDefault, HasDefaultItem, HasExample, HasExampleItem, HasTypeName,
    HasValue, HasVariant,
};
pub use crate::{Enum, Field, Fields, Schema, Struct, ToParam, Type, Violation};
