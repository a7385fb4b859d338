//! All the errors of one item, reported at once.

use proc_macro2::TokenStream;
use quote::ToTokens;
use std::fmt::Display;

/// Collects errors. Must be is_finished for them in the end, or it panics: a macro that forgets them would fail in silence.
pub struct Errors {
    found: Option<syn::Error>,
    is_finished: bool,
}

impl Errors {
    pub fn new() -> Self {
        Self { found: None, is_finished: false }
    }

    /// An error at `tokens`. Lines that begin with `help: ` say how to put it right.
    pub fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub fn push(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(found) => found.combine(error),
            None => self.found = Some(error),
        }
    }

    /// The value, or its error put down.
    pub fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    /// The errors as code, nothing if there are none.
    pub fn finish(mut self) -> TokenStream {
        self.is_finished = true;
        self.found.take().map(syn::Error::into_compile_error).unwrap_or_default()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.is_finished || std::thread::panicking(),
            "errors were collected and never is_finished for"
        );
    }
}

/// ` did you mean `title`?`, or nothing if no name is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known.into_iter().map(|known| (similarity(name, known), known));
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((score, known)) if score > 0.8 => format!("; did you mean `{known}`?"),
        _ => String::new(),
    }
}

/// How near two names are, whatever the size of their letters: 1 is the same.
fn similarity(name: &str, known: &str) -> f64 {
    strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase())
}
