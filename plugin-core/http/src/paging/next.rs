//! Finds the next page of a response.

use super::{Cursor, link};
use crate::build::{Request, url};
use crate::call::{From, Paging, To};
use crate::client::Http;
use crate::json::is_blank;
use crate::response::Response;
use plugin_schema::error::Result;
use serde_json::Value;

/// Names of the flag for more pages next to a cursor. Relay returns a cursor on the last page too.
const MORE_FLAGS: [&str; 4] = ["hasNextPage", "has_next_page", "hasMore", "has_more"];

/// Whether the object with the cursor has a flag that marks the last page.
fn is_last(body: &Value, cursor: &str) -> bool {
    let object = cursor.rsplit_once('/').and_then(|(object, _)| body.pointer(object));
    object.is_some_and(|object| MORE_FLAGS.iter().any(|flag| object.get(flag) == Some(&Value::Bool(false))))
}

/// Changes `request` to the page of `cursor`.
///
/// # Errors
/// BAD_REQUEST if the cursor is invalid in a header.
pub(super) fn go_to(paging: &Paging, request: &mut Request, cursor: &Cursor) -> Result<()> {
    let Cursor(value) = cursor;
    match *paging {
        Paging::Cursor { to: To::Query(name), .. } => request.set_query(name, value),
        Paging::Cursor { to: To::Json(pointer), .. } => request.set_json(pointer, value),
        Paging::Cursor { to: To::Header(name), .. } => request.set_header(name, value)?,
        Paging::Offset { query, .. } | Paging::Page { query, .. } => request.set_query(query, value),
        Paging::NextUrl(_) | Paging::LinkHeader => request.set_url(value.as_str().unwrap_or_default()),
    }
    Ok(())
}

/// The cursor of the page after `answer`, which was at `cursor` and has `count` items; `None` after the last page.
pub(super) fn next(
    http: &Http,
    paging: &Paging,
    request: &Request,
    cursor: Option<&Cursor>,
    answer: &Response,
    count: usize,
) -> Option<Cursor> {
    let named = |pointer: &str| {
        let body = answer.value().ok()?;
        body.pointer(pointer).filter(|_| !is_last(body, pointer)).cloned()
    };
    let number = |pointer: Option<&str>| {
        let pointer = pointer?;
        answer.value().ok()?.pointer(pointer)?.as_u64()
    };
    let is_short = |size: Option<&str>| {
        let size = size.and_then(|name| request.query_value(name)).and_then(|text| text.parse().ok());
        count == 0 || size.is_some_and(|size: usize| count < size)
    };
    // An argument of the call can set the position of the first page.
    let here = |query: &str, start| {
        let given = || request.query_value(query)?.parse().ok();
        cursor.and_then(Cursor::number).or_else(given).unwrap_or(start)
    };
    let value = match *paging {
        Paging::Cursor { from: From::Json(pointer), .. } => named(pointer)?,
        Paging::Cursor { from: From::Header(name), .. } => answer.header(name)?.into(),
        Paging::Offset { query, step, total } => {
            let next: u64 = here(query, 0).saturating_add(count as u64);
            let is_last = match number(total) {
                Some(total) => count == 0 || next >= total,
                None => is_short(step),
            };
            (!is_last).then_some(next)?.into()
        }
        Paging::Page { query, start, size, total } => {
            let next = here(query, start).saturating_add(1);
            let is_last = match number(total) {
                Some(total) => next >= start.saturating_add(total),
                None => is_short(size),
            };
            (!is_last).then_some(next)?.into()
        }
        Paging::NextUrl(pointer) => named(pointer)?,
        Paging::LinkHeader => link::next(&answer.headers)?.into(),
    };
    let value = match (paging, value) {
        (Paging::NextUrl(_) | Paging::LinkHeader, Value::String(text)) => without_key(http, text).into(),
        (_, value) => value,
    };
    (!is_blank(&value)).then_some(Cursor(value))
}

/// Removes the credentials of the client from the URL of a next page, since a task stores it in its state.
fn without_key(http: &Http, text: String) -> String {
    http.query_keys().fold(text, |text, (name, value)| {
        let Some((path, query)) = text.split_once('?') else { return text };
        let is_other = |pair: &&str| url::name_of(pair) != *name || url::value_of(pair) != value;
        match query.split('&').filter(is_other).collect::<Vec<_>>() {
            kept if kept.is_empty() => path.to_owned(),
            kept => format!("{path}?{}", kept.join("&")),
        }
    })
}
