//! Converts a value to one text.

use crate::values::Date;
use std::borrow::Cow;

/// A value that becomes one text in a path, a query, a header or a form.
///
/// Implemented for strings, numbers, `bool` (`true`, `false`), `char`, [`Date`], and enums that derive `Schema`.
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot be part of a path",
    label = "cannot be converted to one text",
    note = "use a string, a number, a bool or an enum that derives `Schema`; mark a struct `#[json]` to send it as the body",
    note = "a segment of a path cannot be omitted: use the type within an `Option`"
)]
pub trait ToParam {
    /// The text, before it is encoded.
    fn to_param(&self) -> Cow<'_, str>;
}

impl ToParam for str {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for String {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for Cow<'_, str> {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for Date {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

macro_rules! displayed {
    ($($t:ty)+) => {$(
        impl ToParam for $t {
            fn to_param(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )+};
}

displayed!(bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Cow<'_, str> {
        (**self).to_param()
    }
}
