//! Collects the errors of one item, so that they are reported at once.

use plugin_names::nearest;
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::fmt::Display;

/// A list of errors. Dropping it without [`Errors::finish`] panics, because a macro that forgets its errors would fail silently.
pub struct Errors {
    /// The code of messages that have no code of their own.
    code: &'static str,
    found: Option<syn::Error>,
    is_finished: bool,
}

impl Errors {
    /// An empty list. A message without a code gets `code`, which has a page in `plugin_names::codes`.
    pub fn new(code: &'static str) -> Self {
        Self { code, found: None, is_finished: false }
    }

    /// Adds an error at `tokens`. A line that begins with `help: ` contains the correction.
    pub fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, self.coded(&message.to_string())));
    }

    /// Adds a second place of the last error, without a code.
    pub fn note(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error. Only its first message has a code.
    pub fn push(&mut self, error: syn::Error) {
        for (index, part) in error.into_iter().enumerate() {
            let text = part.to_string();
            self.add(match index {
                0 => syn::Error::new(part.span(), self.coded(&text)),
                _ => part,
            });
        }
    }

    fn coded(&self, message: &str) -> String {
        match is_coded(message) {
            true => message.to_owned(),
            false => format!("{}: {message}", self.code),
        }
    }

    fn add(&mut self, error: syn::Error) {
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

/// Whether a message begins with a code such as `API006: `.
fn is_coded(message: &str) -> bool {
    let code = message.split_once(": ").map_or("", |(code, _)| code);
    let number = code.strip_prefix("API").or_else(|| code.strip_prefix("PLG"));
    number.is_some_and(|number| number.len() == 3 && number.bytes().all(|digit| digit.is_ascii_digit()))
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.is_finished || std::thread::panicking(), "errors were collected but not finished");
    }
}

/// `; did you mean `title`?` if a known name is similar, otherwise an empty text.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |known| format!("; did you mean `{known}`?"))
}
