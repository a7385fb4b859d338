//! Keeps the source of an error and masks secrets in it.

use plugin_run::secrets::Redactor;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::iter::successors;
use std::sync::Arc;

/// An error of any type, as the source of another.
pub(super) type Source = Arc<dyn Error + Send + Sync>;

/// The texts of an error and of its sources, the outermost first.
pub(super) fn texts<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = String> + 'a {
    successors(Some(error), |error| (*error).source()).map(ToString::to_string)
}

/// Masks secrets in the source. A source without secrets stays; otherwise only its masked texts remain.
pub(super) fn redacted(source: Source, redactor: &Redactor) -> Source {
    let debug = format!("{source:?}");
    let has_secret = |text: &str| matches!(redactor.text(text), Cow::Owned(_));
    if !texts(&*source).any(|text| has_secret(&text)) && !has_secret(&debug) {
        return source;
    }
    let mut texts: Vec<_> = texts(&*source).map(|text| redactor.text(&text).into_owned()).collect();
    let innermost = texts.pop().unwrap_or_default();
    let innermost = Redacted { text: innermost, source: None };
    Arc::new(
        texts
            .into_iter()
            .rev()
            .fold(innermost, |source, text| Redacted { text, source: Some(Box::new(source)) }),
    )
}

/// The masked text of an error and of its source.
struct Redacted {
    text: String,
    source: Option<Box<Redacted>>,
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl Error for Redacted {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
