//! A long answer, page by page.

use crate::answer::Answer;
use crate::is_nothing;
use crate::paging::Cursor;
use crate::request::Request;
use futures_util::stream::{self, Stream};
use plugin_schema::error::{PluginError, Preset, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{HashSet, VecDeque};
use std::marker::PhantomData;

/// A long answer that comes in pages; nothing is sent before somebody asks for it. See the setting `paginate`.
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
    request: Request,
    items: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Paged<T> {
    pub(crate) fn new(request: Request) -> Self {
        Self { request, items: PhantomData }
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
        Pages { request: self.request, at: At::Start, seen: HashSet::new(), items: PhantomData }
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
        let Page { items, next, .. } = page(&self.request, cursor.as_ref(), None).await?;
        Ok((items, next))
    }
}

/// Prints which call it is.
impl<T> std::fmt::Debug for Paged<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paged({})", self.request.operation)
    }
}

/// The pages of a [`Paged`] answer.
pub struct Pages<T> {
    request: Request,
    at: At,
    /// The cursors so far.
    seen: HashSet<String>,
    items: PhantomData<fn() -> T>,
}

enum At {
    Start,
    /// The next page, and the answer that names it.
    Cursor(Cursor, Box<Answer>),
    End,
}

struct Page<T> {
    items: Vec<T>,
    next: Option<Cursor>,
    answer: Answer,
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
        let Page { items, next, answer } = page(&self.request, cursor.as_ref(), named_by).await?;
        // An empty page that names itself as the next is the end: the API has nothing further for now.
        let next = next.filter(|next| !items.is_empty() || cursor.as_ref() != Some(next));
        self.at = next.map_or(At::End, |next| At::Cursor(next, Box::new(answer)));
        Ok(Some(items))
    }

    /// Sees to it that there is an end.
    fn note(&mut self, next: &Cursor) -> Result<()> {
        let (most, call) = (self.request.http.max_pages(), self.request.operation);
        let endless = |cause: String| {
            let error = PluginError::preset(Preset::Unknown).cause(cause);
            Err(error.assistance("Ask for less, e.g. for a shorter time."))
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

async fn page<T: DeserializeOwned>(
    request: &Request,
    cursor: Option<&Cursor>,
    named_by: Option<Box<Answer>>,
) -> Result<Page<T>> {
    let mut this = request.clone();
    this.named_by = named_by;
    if let (Some(paging), Some(cursor)) = (request.paging(), cursor) {
        paging.go_to(&mut this, cursor);
    }
    let answer = this.send().await?;
    let items: Vec<T> = rows(request, &answer)?;
    let next = request.paging().and_then(|paging| paging.next(request, cursor, &answer, items.len()));
    Ok(Page { items, next, answer })
}

/// The items of a page; none where there is nothing, or null in their place.
fn rows<T: DeserializeOwned>(request: &Request, answer: &Answer) -> Result<Vec<T>> {
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    let Some(items) = request.operation.items else { return answer.json() };
    match answer.json::<Value>()?.pointer(items) {
        Some(value) if is_nothing(value) => Ok(Vec::new()),
        _ => answer.at(&[request.operation.select.unwrap_or_default(), items].concat()),
    }
}
