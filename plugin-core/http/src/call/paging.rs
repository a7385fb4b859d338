//! Defines the setting `paginate`: how an API splits a list into pages.

/// How an API splits a list into pages.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Paging {
    /// The response contains a cursor, which the next request sends.
    Cursor { from: From, to: To },
    /// The request contains the offset of its first item.
    Offset { query: &'static str, step: Option<&'static str>, total: Option<&'static str> },
    /// The request contains the number of the page.
    Page { query: &'static str, start: u64, size: Option<&'static str>, total: Option<&'static str> },
    /// The response contains the URL of the next page at this JSON pointer.
    NextUrl(&'static str),
    /// The header `Link` contains the URL of the next page.
    LinkHeader,
}

/// The position of a cursor in a response.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum From {
    Json(&'static str),
    Header(&'static str),
}

/// The position of a cursor in a request.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum To {
    Query(&'static str),
    Json(&'static str),
    Header(&'static str),
}
