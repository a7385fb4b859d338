//! A long response, page by page.

use super::Cursor;
use super::next::{go_to, next};
use crate::build::{Request, RequestBuilder};
use crate::call::Operation;
use crate::client::Http;
use crate::json::is_blank;
use crate::response::Response;
use crate::send;
use futures_util::stream::{self, Stream};
use plugin_schema::error::{PluginError, Preset, Result};
use serde::de::DeserializeOwned;
use std::collections::{HashSet, VecDeque};
use std::marker::PhantomData;

/// A long response that comes in pages; nothing is sent before the first page is read. See the setting `paginate`.
///
/// | method | gives |
/// |---|---|
/// | [`Paged::collect`] | all items, up to a number |
/// | [`Paged::collect_into`] | the same; what was read before an error is kept |
/// | [`Paged::pages`] | one page after the other |
/// | [`Paged::stream`] | one item after the other |
/// | [`Paged::page_from`] | one page and where to go on, for the state of a task |
///
/// It ends: a cursor that the API repeats is an error, and so are more pages than
/// [`HttpBuilder::max_pages`](crate::HttpBuilder::max_pages).
pub struct Paged<T> {
    call: PagedCall,
    items: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Paged<T> {
    pub(crate) fn new(request: RequestBuilder) -> Self {
        let (http, operation) = (request.http().clone(), request.operation());
        let request = request.build().cloned().map_err(PluginError::clone);
        Self { call: PagedCall { http, operation, request }, items: PhantomData }
    }

    /// The first items, at most `most`. Further pages are not asked for. What was read before an error is dropped: see
    /// [`Paged::collect_into`].
    ///
    /// # Errors
    /// Those of a page.
    pub async fn collect(self, most: usize) -> Result<Vec<T>> {
        let mut items = Vec::new();
        self.collect_into(&mut items, most).await?;
        Ok(items)
    }

    /// Appends the first items to `items`, at most `most`. What was read before an error is in `items` all the same.
    ///
    /// ```
    /// # use plugin_core::api::Paged;
    /// # async fn example(users: Paged<String>) {
    /// let mut names = Vec::new();
    /// if let Err(error) = users.collect_into(&mut names, 10_000).await {
    ///     tracing::warn!("only the first {} users: {error}", names.len());
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of a page.
    pub async fn collect_into(self, items: &mut Vec<T>, most: usize) -> Result<()> {
        let (mut left, mut pages) = (most, self.pages());
        while left > 0
            && let Some(page) = pages.next().await?
        {
            let count = page.len().min(left);
            items.extend(page.into_iter().take(count));
            left -= count;
        }
        Ok(())
    }

    /// One page after the other.
    pub fn pages(self) -> Pages<T> {
        Pages { call: self.call, at: At::Start, seen: HashSet::new(), items: PhantomData }
    }

    /// One item after the other. An error is the last.
    pub fn stream(self) -> impl Stream<Item = Result<T>> {
        let start = (Some(self.pages()), VecDeque::new());
        stream::unfold(start, |(mut pages, mut ready): (Option<Pages<T>>, VecDeque<T>)| async {
            loop {
                if let Some(item) = ready.pop_front() {
                    return Some((Ok(item), (pages, ready)));
                }
                match pages.as_mut()?.next().await {
                    Ok(Some(page)) => ready = page.into(),
                    Ok(None) => return None,
                    Err(error) => return Some((Err(error), (None, ready))),
                }
            }
        })
    }

    /// The page at `cursor`, the first without one, and the cursor of the next if there is one.
    ///
    /// # Errors
    /// Those of the page.
    pub async fn page_from(self, cursor: Option<Cursor>) -> Result<(Vec<T>, Option<Cursor>)> {
        let Page { items, next, .. } = page(&self.call, cursor.as_ref(), None).await?;
        Ok((items, next))
    }
}

/// Prints which call it is.
impl<T> std::fmt::Debug for Paged<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paged({})", self.call.operation)
    }
}

/// The pages of a [`Paged`] answer.
pub struct Pages<T> {
    call: PagedCall,
    at: At,
    /// The cursors so far.
    seen: HashSet<String>,
    items: PhantomData<fn() -> T>,
}

enum At {
    Start,
    /// The next page, and the response that names it.
    Cursor(Cursor, Box<Response>),
    End,
}

struct Page<T> {
    items: Vec<T>,
    next: Option<Cursor>,
    answer: Response,
}

/// Prints which call it is.
impl<T> std::fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pages({})", self.call.operation)
    }
}

impl<T: DeserializeOwned> Pages<T> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// Those of the page; UNKNOWN if the API repeats a cursor or has more pages than may be.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>> {
        let (cursor, named_by) = match std::mem::replace(&mut self.at, At::End) {
            At::End => return Ok(None),
            At::Start => (None, None),
            // Now, not when the API named it: whoever has enough does not ask.
            At::Cursor(cursor, answer) => self.note(&cursor).map(|()| (Some(cursor), Some(answer)))?,
        };
        let Page { items, next, answer } = page(&self.call, cursor.as_ref(), named_by).await?;
        // An empty page that names itself as the next is the end: the API has nothing further for now.
        let next = next.filter(|next| !items.is_empty() || cursor.as_ref() != Some(next));
        self.at = next.map_or(At::End, |next| At::Cursor(next, Box::new(answer)));
        Ok(Some(items))
    }

    /// Sees to it that there is an end.
    fn note(&mut self, next: &Cursor) -> Result<()> {
        let (most, call) = (self.call.http.settings().max_pages, self.call.operation);
        let endless = |cause: String| {
            let error = PluginError::from_preset(Preset::Unknown).with_cause(cause);
            Err(error.with_assistance("Ask for less, e.g. for a shorter time."))
        };
        if !self.seen.insert(next.0.to_string()) {
            return endless(format!("The API sends `{call}` to the same page again and again."));
        }
        if self.seen.len() >= most {
            return endless(format!("The API has more than {most} pages for `{call}`."));
        }
        Ok(())
    }
}

/// The call that each page repeats.
struct PagedCall {
    http: Http,
    operation: &'static Operation,
    /// The request for the first page, or the first argument that cannot be sent.
    request: Result<Request>,
}

async fn page<T: DeserializeOwned>(
    call: &PagedCall,
    cursor: Option<&Cursor>,
    named_by: Option<Box<Response>>,
) -> Result<Page<T>> {
    let PagedCall { http, operation, request } = call;
    let paging = operation.paging.as_ref();
    let mut at_cursor = request.clone();
    if let (Some(paging), Some(cursor)) = (paging, cursor) {
        at_cursor = at_cursor.and_then(|mut request| go_to(paging, &mut request, cursor).map(|()| request));
    }
    let answer = send::send_page(http, operation, at_cursor.as_ref(), named_by.as_deref()).await?;
    let items: Vec<T> = items(operation, &answer)?;
    let next = match (paging, request) {
        (Some(paging), Ok(request)) => next(http, paging, request, cursor, &answer, items.len()),
        _ => None,
    };
    Ok(Page { items, next, answer })
}

/// The items of a page; none where there is nothing, or null in their place.
fn items<T: DeserializeOwned>(operation: &Operation, answer: &Response) -> Result<Vec<T>> {
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    let Some(items) = operation.items else { return answer.json() };
    match answer.selected()?.pointer(items) {
        Some(value) if is_blank(value) => Ok(Vec::new()),
        _ => answer.at(&[operation.select.unwrap_or_default(), items].concat()),
    }
}
