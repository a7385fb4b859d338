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

/// The right examples of the pages of compile errors compile, and the wrong ones do not.
#[cfg(doctest)]
mod codes {
    macro_rules! pages {
        ($($code:ident,)*) => {
            $(
                #[doc = include_str!(concat!("../../plugin-core/names/src/codes/", stringify!($code), ".md"))]
                struct $code;
            )*
        };
    }

    pages! {
        API001,
        API002,
        API003,
        API004,
        API005,
        API006,
        API007,
        API008,
        API009,
        API010,
        API011,
        API012,
        API013,
        API014,
        API015,
        API017,
        API018,
        API019,
        API020,
        PLG001,
        PLG002,
        PLG003,
        PLG004,
        PLG005,
        PLG006,
        PLG007,
        PLG008,
        PLG009,
        PLG010,
    }
}
