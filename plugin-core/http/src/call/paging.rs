//! How an API splits a long list into pages: the setting `paginate`.

/// How an API splits a long response.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Paging {
    /// The response has a cursor, which is sent back.
    Cursor { from: From, to: To },
    /// The place of the first item.
    Offset { query: &'static str, step: Option<&'static str>, total: Option<&'static str> },
    /// The number of the page.
    Page { query: &'static str, start: u64, size: Option<&'static str>, total: Option<&'static str> },
    /// The response has the URL of the next page at this JSON pointer.
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
