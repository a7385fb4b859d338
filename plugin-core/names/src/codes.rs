//! The codes of compile errors. Each has a page with a wrong and a right example, which `cargo plugin explain` prints.

/// Declares a module and an entry of [`PAGES`] for each page in the folder `codes`.
macro_rules! pages {
    ($($code:ident,)*) => {
        $(
            #[allow(non_snake_case)]
            #[doc = include_str!(concat!("codes/", stringify!($code), ".md"))]
            pub mod $code {}
        )*

        /// Each code and its page.
        pub const PAGES: &[(&str, &str)] =
            &[$((stringify!($code), include_str!(concat!("codes/", stringify!($code), ".md")))),*];
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
