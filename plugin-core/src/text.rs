//! Values that are one text.

use crate::values::Date;
use std::borrow::Cow;

/// A value that is one text: in a path, a query, a header or a form of a call of an API.
///
/// Implemented for strings, numbers, `bool` (`true`, `false`), `char`, [`Date`], and enums that derive `Schema`.
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot stand in a path",
    label = "not a value that has one text",
    note = "strings, numbers, bool, and enums that derive `Schema` can; mark a struct with `#[json]` to send it as the body",
    note = "an `Option` cannot: a path has all its segments"
)]
pub trait ToText {
    /// The text, not yet encoded.
    fn to_text(&self) -> Cow<'_, str>;
}

impl ToText for str {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToText for String {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToText for Cow<'_, str> {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToText for Date {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

macro_rules! displayed {
    ($($t:ty)+) => {$(
        impl ToText for $t {
            fn to_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )+};
}

displayed!(bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

impl<T: ToText + ?Sized> ToText for &T {
    fn to_text(&self) -> Cow<'_, str> {
        (**self).to_text()
    }
}
