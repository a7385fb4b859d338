//! Collects the errors of one item, so that they are reported at once.

use proc_macro2::TokenStream;
use quote::ToTokens;
use std::fmt::Display;

/// A list of errors. Dropping it without [`Errors::finish`] panics, because a macro that forgets its errors would fail silently.
pub struct Errors {
    found: Option<syn::Error>,
    is_finished: bool,
}

impl Errors {
    pub fn new() -> Self {
        Self { found: None, is_finished: false }
    }

    /// Adds an error at `tokens`. A line that begins with `help: ` contains the correction.
    pub fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub fn push(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(found) => found.combine(error),
            None => self.found = Some(error),
        }
    }

    /// The value, or `None` after adding the error.
    pub fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    /// The errors as code; empty if there are none.
    pub fn finish(mut self) -> TokenStream {
        self.is_finished = true;
        self.found.take().map(syn::Error::into_compile_error).unwrap_or_default()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.is_finished || std::thread::panicking(), "errors were collected but not finished");
    }
}

/// `; did you mean `title`?` if a known name is similar, otherwise an empty text.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known.into_iter().map(|known| (similarity(name, known), known));
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((score, known)) if score > 0.8 => format!("; did you mean `{known}`?"),
        _ => String::new(),
    }
}

/// The similarity of two names without regard to case; 1 is equality.
fn similarity(name: &str, known: &str) -> f64 {
    strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase())
}
