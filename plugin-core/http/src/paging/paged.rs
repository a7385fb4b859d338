//! Defines a paged response.

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

/// A response in pages. It is lazy: no request is sent before the first page is read. See the setting `paginate`.
///
/// | method | returns |
/// |---|---|
/// | [`Paged::collect`] | all items, up to a number |
/// | [`Paged::collect_into`] | the same, and keeps the items read before an error |
/// | [`Paged::pages`] | the pages, one at a time |
/// | [`Paged::stream`] | the items, one at a time |
/// | [`Paged::page_from`] | one page and the cursor of the next one, for the state of a task |
///
/// Paging always ends: a repeated cursor is an error, and so are more pages than
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

    /// Collects at most `most` items, and requests no further pages. An error discards the items read before it; to keep them use
    /// [`Paged::collect_into`].
    ///
    /// # Errors
    /// The error of a page.
    pub async fn collect(self, most: usize) -> Result<Vec<T>> {
        let mut items = Vec::new();
        self.collect_into(&mut items, most).await?;
        Ok(items)
    }

    /// Appends at most `most` items to `items`. After an error `items` contains the items read before it.
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
    /// The error of a page.
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

    /// The pages, one at a time.
    pub fn pages(self) -> Pages<T> {
        Pages { call: self.call, at: At::Start, seen: HashSet::new(), items: PhantomData }
    }

    /// A stream of the items. It ends after an error.
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

    /// Reads the page at `cursor`, or the first page, and returns it with the cursor of the next page, if there is one.
    ///
    /// # Errors
    /// The error of the page.
    pub async fn page_from(self, cursor: Option<Cursor>) -> Result<(Vec<T>, Option<Cursor>)> {
        let Page { items, next, .. } = page(&self.call, cursor.as_ref(), None).await?;
        Ok((items, next))
    }
}

/// Prints the operation.
impl<T> std::fmt::Debug for Paged<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paged({})", self.call.operation)
    }
}

/// The pages of a [`Paged`] response.
pub struct Pages<T> {
    call: PagedCall,
    at: At,
    /// The cursors of the pages read so far.
    seen: HashSet<String>,
    items: PhantomData<fn() -> T>,
}

enum At {
    Start,
    /// The cursor of the next page, and the response that contains it.
    Cursor(Cursor, Box<Response>),
    End,
}

struct Page<T> {
    items: Vec<T>,
    next: Option<Cursor>,
    answer: Response,
}

/// Prints the operation.
impl<T> std::fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pages({})", self.call.operation)
    }
}

impl<T: DeserializeOwned> Pages<T> {
    /// Reads the next page. Returns `None` after the last.
    ///
    /// # Errors
    /// The error of the page; UNKNOWN if the API repeats a cursor or if there are too many pages.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>> {
        let (cursor, named_by) = match std::mem::replace(&mut self.at, At::End) {
            At::End => return Ok(None),
            At::Start => (None, None),
            // The check happens only if the caller requests another page.
            At::Cursor(cursor, answer) => self.note(&cursor).map(|()| (Some(cursor), Some(answer)))?,
        };
        let Page { items, next, answer } = page(&self.call, cursor.as_ref(), named_by).await?;
        // An empty page with its own cursor is the last one.
        let next = next.filter(|next| !items.is_empty() || cursor.as_ref() != Some(next));
        self.at = next.map_or(At::End, |next| At::Cursor(next, Box::new(answer)));
        Ok(Some(items))
    }

    /// Checks that paging ends.
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

/// The call that is repeated for each page.
struct PagedCall {
    http: Http,
    operation: &'static Operation,
    /// The request for the first page, or the error of an invalid argument.
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
    let mut answer = send::send_page(http, operation, at_cursor.as_ref(), named_by.as_deref()).await?;
    let items: Vec<T> = items(operation, &answer)?;
    // The body is logged before the next request.
    answer.logged = None;
    let next = match (paging, request) {
        (Some(paging), Ok(request)) => next(http, paging, request, cursor, &answer, items.len()),
        _ => None,
    };
    Ok(Page { items, next, answer })
}

/// The items of a page. Empty if they are missing or null.
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
