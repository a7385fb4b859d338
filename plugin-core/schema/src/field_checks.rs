//! Defines the traits that check the settings of a field against its type.
//!
//! The macro requires that a type implements the trait of a setting with `true`. Each type does, so only a check that evaluates to
//! `false` does not compile, and the compiler reports the message of the trait at the setting. An alias has the message of its type.

/// Declares the trait of a check.
macro_rules! check {
    ($(#[$attr:meta])* $name:ident) => {
        $(#[$attr])*
        pub trait $name<const IS_VALID: bool> {
            /// Forces the check.
            const CHECKED: () = ();
        }

        #[diagnostic::do_not_recommend]
        impl<T> $name<true> for T {}
    };
}

check! {
    /// `#[field(default = ..)]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the default is not a value of `{Self}`",
        label = "not a value of `{Self}`",
        note = "a string has quotes, as in `default = \"443\"`; a number and a boolean have none, as in `default = 443`",
        note = "an integer is within the range of its type, and a list has brackets, as in `default = [\"a\", \"b\"]`"
    )]
    HasDefault
}

check! {
    /// An item of `#[field(default = [..])]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the default has an item that is not one of `{Self}`",
        label = "not an item of `{Self}`",
        note = "a string has quotes, as in `default = [\"443\"]`; a number and a boolean have none, as in `default = [443]`"
    )]
    HasDefaultItem
}

check! {
    /// `#[field(example = ..)]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the example is not a value of `{Self}`",
        label = "not a value of `{Self}`",
        note = "a string has quotes, as in `example = \"443\"`; a number and a boolean have none, as in `example = 443`",
        note = "an integer is within the range of its type, and a list has brackets, as in `example = [\"a\", \"b\"]`"
    )]
    HasExample
}

check! {
    /// An item of `#[field(example = [..])]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the example has an item that is not one of `{Self}`",
        label = "not an item of `{Self}`",
        note = "a string has quotes, as in `example = [\"443\"]`; a number and a boolean have none, as in `example = [443]`"
    )]
    HasExampleItem
}

check! {
    /// `#[field(enum = [..])]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the allowed value is not a value of `{Self}`",
        label = "not a value of `{Self}`",
        note = "a string has quotes, as in `enum = [\"1\", \"2\"]`; a number and a boolean have none, as in `enum = [1, 2]`",
        note = "an integer is within the range of its type"
    )]
    HasValue
}

check! {
    /// `#[field(type = "..")]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: `{Self}` does not have this type in the specification",
        label = "not a type of `{Self}`",
        note = "a String may be a string, date, bytes, password or python; an integer an integer, int, number or float",
        note = "a float may be a float or number; a bool a boolean or bool; `[]` precedes the type of the items of a list"
    )]
    HasTypeName
}

check! {
    /// `#[field(required = false)]` or `#[serde(skip_serializing_if = "..")]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the field may be absent, but it is not an `Option`",
        label = "may be absent",
        note = "make it an `Option`, or add `#[serde(default)]`"
    )]
    CanBeAbsent
}

check! {
    /// `#[field(required = true)]`
    #[diagnostic::on_unimplemented(
        message = "PLG001: the field is required, but it is an `Option`",
        label = "required",
        note = "remove `required = true`, or write the type without `Option`"
    )]
    CanBeRequired
}

/// A default, an example or an allowed value of an enum.
///
/// The derive of an enum implements `false` for a `By` with a trait of its own, which nothing implements. So the compiler reports the
/// message of that trait, which lists the values.
#[diagnostic::on_unimplemented(
    message = "PLG001: this is not one of the values of `{Self}`",
    label = "not a value of `{Self}`"
)]
pub trait HasVariant<const IS_VALID: bool, By = ()> {
    /// Forces the check.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl<T, By> HasVariant<true, By> for T {}
impl<T: HasVariant<false, By>, By> HasVariant<false, By> for Option<T> {}
impl<T: HasVariant<false, By>, By> HasVariant<false, By> for Vec<T> {}
