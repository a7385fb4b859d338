//! The code blocks of `docs/`, compiled and run.

/// A page.
#[cfg(doctest)]
macro_rules! page {
    ($name:ident, $path:literal) => {
        #[doc = include_str!($path)]
        struct $name;
    };
}

#[cfg(doctest)]
page!(ApiCalls, "../../docs/api-calls.md");
#[cfg(doctest)]
page!(Fields, "../../docs/fields.md");
#[cfg(doctest)]
page!(Steps, "../../docs/steps.md");
