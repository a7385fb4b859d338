//! Values as text: in paths, queries, headers and forms.

use crate::values::Date;
use std::borrow::Cow;

/// A value that is one text: in a path, or wherever [`ToTexts`] is asked for.
///
/// Implemented for strings, numbers, `bool` (`true`, `false`), `char`, [`Date`], and enums that derive `Schema`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a path, a query, a header or a form",
    label = "not a value that has one text",
    note = "strings, numbers, bool, and enums that derive `Schema` can; mark a struct with `#[json]` to send it as the body"
)]
pub trait ToText {
    /// The text, not yet encoded.
    fn to_text(&self) -> Cow<'_, str>;
}

/// A value that is none, one or several texts: in a query, a header or a form.
///
/// Implemented for all that is [`ToText`], for `Option` (`None` is left out) and for lists (the name is repeated).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a query, a header or a form",
    label = "not a value that has texts",
    note = "strings, numbers, bool, enums that derive `Schema`, and Option, Vec and slices of them can",
    note = "mark a struct with `#[json]` or `#[form]` to send it as the body"
)]
pub trait ToTexts {
    /// Calls `each` with every text.
    fn texts(&self, each: &mut dyn FnMut(&str));
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

impl<T: ToText + ?Sized> ToTexts for T {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        each(&self.to_text());
    }
}

impl<T: ToTexts> ToTexts for Option<T> {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        if let Some(value) = self {
            value.texts(each);
        }
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $t:ty;)+) => {$(
        impl<$($generics)*> ToTexts for $t {
            fn texts(&self, each: &mut dyn FnMut(&str)) {
                self.iter().for_each(|value| value.texts(each));
            }
        }
    )+};
}

lists! {
    [T: ToTexts] [T];
    [T: ToTexts] &[T];
    [T: ToTexts] Vec<T>;
    [T: ToTexts] &Vec<T>;
    [T: ToTexts, const N: usize] [T; N];
}
