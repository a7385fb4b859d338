//! Where the next page is.

use crate::answer::{Answer, without_bom};
use crate::request::Request;
use crate::{is_nothing, link};
use plugin_schema::{Schema, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How an API splits a long answer.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Paging {
    /// The answer has a cursor, which is sent back.
    Cursor { from: From, to: To },
    /// The place of the first item.
    Offset { query: &'static str, step: Option<&'static str>, total: Option<&'static str> },
    /// The number of the page.
    Page { query: &'static str, start: u64, size: Option<&'static str>, total: Option<&'static str> },
    /// The answer has the URL of the next page at this JSON pointer.
    NextUrl(&'static str),
    /// The header `Link` has it.
    LinkHeader,
}

/// Where a cursor is found.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum From {
    Json(&'static str),
    Header(&'static str),
}

/// Where a cursor is sent.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum To {
    Query(&'static str),
    Json(&'static str),
    Header(&'static str),
}

/// Where a paged answer goes on: what the API has said, to be sent back to it. A task keeps it in its state.
///
/// ```
/// use plugin_core::api::Cursor;
/// assert_eq!(serde_json::to_string(&Cursor::from("abc")).unwrap(), "\"abc\"");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub(crate) Value);

impl Cursor {
    /// The cursor if it is text, as most are.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    fn number(&self) -> Option<u64> {
        self.0.as_u64().or_else(|| self.as_str()?.parse().ok())
    }
}

impl<T: Into<String>> std::convert::From<T> for Cursor {
    fn from(text: T) -> Self {
        Self(Value::String(text.into()))
    }
}

/// Of the type `string`, as which it is kept in the state of a task.
impl Schema for Cursor {
    const TYPE: Type = Type::String;
}

/// What APIs call the flag beside a cursor that says whether there are more pages. Relay has a cursor on its last page too.
const MORE_FLAGS: [&str; 4] = ["hasNextPage", "has_next_page", "hasMore", "has_more"];

/// Whether the object that holds the cursor says that this page is the last.
fn is_last(body: &Value, cursor: &str) -> bool {
    let object = cursor.rsplit_once('/').and_then(|(object, _)| body.pointer(object));
    object.is_some_and(|object| MORE_FLAGS.iter().any(|flag| object.get(flag) == Some(&Value::Bool(false))))
}

impl Paging {
    /// Sends `request` to the page of `cursor`.
    pub(crate) fn go_to(&self, request: &mut Request, cursor: &Cursor) {
        let Cursor(value) = cursor;
        match *self {
            Self::Cursor { to: To::Query(name), .. } => request.set_query(name, value),
            Self::Cursor { to: To::Json(pointer), .. } => request.set_json(pointer, value),
            Self::Cursor { to: To::Header(name), .. } => request.set_header(name, value),
            Self::Offset { query, .. } | Self::Page { query, .. } => request.set_query(query, value),
            Self::NextUrl(_) | Self::LinkHeader => request.set_url(value.as_str().unwrap_or_default()),
        }
    }

    /// Where the page after `answer` is, which was at `cursor` and has `count` items; `None` if it was the last.
    pub(crate) fn next(
        &self,
        request: &Request,
        cursor: Option<&Cursor>,
        answer: &Answer,
        count: usize,
    ) -> Option<Cursor> {
        let body = || serde_json::from_slice::<Value>(without_bom(&answer.body)).unwrap_or_default();
        let named = |pointer: &str| {
            let body = body();
            body.pointer(pointer).filter(|_| !is_last(&body, pointer)).cloned()
        };
        let number = |pointer: Option<&str>| body().pointer(pointer?)?.as_u64();
        let is_short = |size: Option<&str>| {
            let size = size.and_then(|name| request.query_value(name)).and_then(|text| text.parse().ok());
            count == 0 || size.is_some_and(|size: usize| count < size)
        };
        // The first page is where its caller says, if the call has an argument for it.
        let here = |query: &str, start| {
            let given = || request.query_value(query)?.parse().ok();
            cursor.and_then(Cursor::number).or_else(given).unwrap_or(start)
        };
        let value = match *self {
            Self::Cursor { from: From::Json(pointer), .. } => named(pointer)?,
            Self::Cursor { from: From::Header(name), .. } => answer.header(name)?.into(),
            Self::Offset { query, step, total } => {
                let next: u64 = here(query, 0).saturating_add(count as u64);
                let is_last = match number(total) {
                    Some(total) => count == 0 || next >= total,
                    None => is_short(step),
                };
                (!is_last).then_some(next)?.into()
            }
            Self::Page { query, start, size, total } => {
                let next = here(query, start).saturating_add(1);
                let is_last = match number(total) {
                    Some(total) => next >= start.saturating_add(total),
                    None => is_short(size),
                };
                (!is_last).then_some(next)?.into()
            }
            Self::NextUrl(pointer) => named(pointer)?,
            Self::LinkHeader => link::next(&answer.headers)?.into(),
        };
        let value = match (self, value) {
            (Self::NextUrl(_) | Self::LinkHeader, Value::String(text)) => request.without_key(text).into(),
            (_, value) => value,
        };
        (!is_nothing(&value)).then_some(Cursor(value))
    }
}
