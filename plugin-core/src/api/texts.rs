//! Values that are none, one or several texts.

use crate::text::ToText;

/// A value that is none, one or several texts: in a query, a header or a form.
///
/// Implemented for all that is [`ToText`], for `Option` (`None` is left out) and for lists (the name is repeated).
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot stand in a query, a header or a form",
    label = "not a value that has texts",
    note = "strings, numbers, bool, enums that derive `Schema`, and Option, Vec and slices of them can",
    note = "mark a struct with `#[json]` or `#[form]` to send it as the body"
)]
pub trait ToTexts {
    /// Calls `each` with every text.
    fn texts(&self, each: &mut dyn FnMut(&str));
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
