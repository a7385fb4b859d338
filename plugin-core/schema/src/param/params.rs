//! Converts a value to any number of texts.

use super::text::ToParam;

/// A value that becomes any number of query parameters, headers or form fields.
///
/// Implemented for types that are [`ToParam`], for `Option` (`None` is omitted) and for lists (the name is repeated).
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot be a query parameter, a header or a form field",
    label = "cannot be converted to texts",
    note = "use a string, a number, a bool, an enum that derives `Schema`, or an Option, a Vec or a slice of them",
    note = "mark a struct `#[query(flatten)]` to send its fields as query parameters, or `#[json]` or `#[form]` to send it as the body"
)]
pub trait ToParams {
    /// Calls `each` for every text.
    fn params(&self, each: &mut dyn FnMut(&str));
}

#[diagnostic::do_not_recommend]
impl<T: ToParam + ?Sized> ToParams for T {
    fn params(&self, each: &mut dyn FnMut(&str)) {
        each(&self.to_param());
    }
}

impl<T: ToParams> ToParams for Option<T> {
    fn params(&self, each: &mut dyn FnMut(&str)) {
        if let Some(value) = self {
            value.params(each);
        }
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $t:ty;)+) => {$(
        impl<$($generics)*> ToParams for $t {
            fn params(&self, each: &mut dyn FnMut(&str)) {
                self.iter().for_each(|value| value.params(each));
            }
        }
    )+};
}

lists! {
    [T: ToParams] [T];
    [T: ToParams] &[T];
    [T: ToParams] Vec<T>;
    [T: ToParams] &Vec<T>;
    [T: ToParams, const N: usize] [T; N];
}
