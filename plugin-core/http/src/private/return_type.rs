//! Defines traits that select by the return type how a call reads its response.
//!
//! The macro does not look at the spelling of a type. It names these traits, and the compiler knows which type implements them. So an
//! alias, a full path or a re-export of `Result`, `Paged`, `WithMeta` and `Download` works like the name.
//!
//! Where a trait cannot decide, as between types with `FromResponse` and types with `Deserialize`, methods do: an inherent method hides
//! that of a trait, and the compiler tries a value before a reference to it.

use crate::build::RequestBuilder;
use crate::paging::Paged;
use crate::response::{Download, FromJson, Response, Target, WithMeta};
use crate::send;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::HeaderMap;

/// The return type of an `async` call: a `Result`.
#[diagnostic::on_unimplemented(
    message = "API007: a call returns a `Result<T, PluginError>`, not `{Self}`",
    label = "expected `Result<_, PluginError>`",
    note = "put the type into a `plugin_core::Result`, or write `Result<()>` to ignore the response",
    note = "an error of your own implements `From<PluginError>`",
    note = "only a call with `paginate(..)` returns `Paged`, and it is not `async`"
)]
pub trait CallResult {
    /// The type that is read from the response.
    type Output;

    /// Reads the response.
    const TARGET: Target<Self::Output> = Target::NEW;

    /// The result of a successful call.
    fn from_output(output: Self::Output) -> Self;

    /// The result of a failed call.
    fn from_error(error: PluginError) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<PluginError>> CallResult for Result<T, E> {
    type Output = T;

    fn from_output(output: T) -> Self {
        Ok(output)
    }

    fn from_error(error: PluginError) -> Self {
        Err(error.into())
    }
}

/// The return type of a call with the setting `paginate`: `Paged`.
#[diagnostic::on_unimplemented(
    message = "API012: a call with `paginate` returns `Paged<Item>`, not `{Self}`",
    label = "expected `Paged<Item>`",
    note = "remove `paginate` if the call returns a single response"
)]
pub trait CallPages {
    /// The pages of a request. Nothing is sent yet.
    fn of(request: RequestBuilder) -> Self;
}

impl<T: FromJson> CallPages for Paged<T> {
    fn of(request: RequestBuilder) -> Self {
        Self::new(request)
    }
}

/// A `WithMeta` contains a value that is read as usual. These methods hide those of [`Whole`].
impl<T> Target<WithMeta<T>> {
    /// Reads the body.
    pub fn value(self) -> Target<T> {
        Target::NEW
    }

    /// Status and headers.
    pub fn head<A: HasHead>(self, answer: &A) -> (u16, HeaderMap) {
        answer.head()
    }

    /// Combines head and value.
    pub fn join(self, (status, headers): (u16, HeaderMap), value: T) -> WithMeta<T> {
        WithMeta::new(status, headers, value)
    }
}

/// A response with a status and headers for a `WithMeta`.
#[diagnostic::on_unimplemented(
    message = "API005: a `WithMeta` cannot contain a `{Self}`",
    label = "has a status and headers of its own",
    note = "return it without `WithMeta`"
)]
pub trait HasHead {
    /// Status and headers.
    fn head(&self) -> (u16, HeaderMap);
}

#[diagnostic::do_not_recommend]
impl HasHead for Response {
    fn head(&self) -> (u16, HeaderMap) {
        (self.status, self.headers.clone())
    }
}

/// Every type except `WithMeta` is the value itself.
pub trait Whole<T>: Sized {
    /// Reads the body.
    #[must_use]
    fn value(self) -> Self {
        self
    }

    /// No head: only the value.
    fn head<A>(self, _: &A) {}

    /// The value.
    fn join(self, (): (), value: T) -> T {
        value
    }
}

impl<T> Whole<T> for Target<T> {}

/// A `Download` is not read into memory. These methods hide those of [`Buffered`], `Own` and `Json`.
impl<D: IsDownload> Target<D> {
    /// Sends the request, and does not wait for the body.
    ///
    /// # Errors
    /// The errors of the call.
    pub fn fetch(self, request: RequestBuilder) -> impl Future<Output = Result<D>> + Send {
        D::open(request)
    }

    /// Returns the download.
    ///
    /// # Errors
    /// Never.
    pub fn read(self, download: D) -> Result<D> {
        Ok(download)
    }

    /// Returns the download.
    ///
    /// # Errors
    /// Never.
    pub fn read_or_default(self, download: D) -> Result<D> {
        Ok(download)
    }

    /// [`Target::looks_into`] reports the mistake.
    pub fn selects(self) {}

    /// Does not compile, because a setting that looks into the body has no effect.
    pub fn looks_into(self)
    where
        D: InMemory,
    {
    }
}

/// The type [`Download`].
pub trait IsDownload: Sized {
    /// Sends the request.
    fn open(request: RequestBuilder) -> impl Future<Output = Result<Self>> + Send;
}

impl IsDownload for Download {
    fn open(request: RequestBuilder) -> impl Future<Output = Result<Self>> + Send {
        Self::open(request)
    }
}

/// No type implements this trait. It exists for its error message.
#[diagnostic::on_unimplemented(
    message = "API013: `select`, `reject` and `missing` have no effect on a `{Self}`, whose body is not read",
    label = "not read into memory",
    note = "remove them, or write `select = none` if `select` is a setting of the `impl`"
)]
pub trait InMemory {}

/// Every type except `Download` is read from a body in memory.
pub trait Buffered: Sized {
    /// Sends the request and receives the body.
    ///
    /// # Errors
    /// The errors of the call.
    fn fetch(self, request: RequestBuilder) -> impl Future<Output = Result<Response>> + Send {
        send::send(request)
    }

    /// A setting that looks into the body has an effect.
    fn looks_into(self) {}
}

impl<T> Buffered for Target<T> {}

/// The only argument without an attribute, if the method of the call allows a body.
#[derive(Debug)]
pub struct Unmarked<'a, T: ?Sized>(pub &'a T);

/// A text can be more than the body. This method hides that of [`Body`].
impl<T: Scalar + ?Sized> Unmarked<'_, T> {
    /// Does not compile, because the argument needs an attribute.
    pub fn is_body(&self)
    where
        T: HasPlace,
    {
    }
}

/// Any other value is the JSON body.
pub trait Body {
    /// Compiles, because the argument needs no attribute.
    fn is_body(&self) {}
}

impl<T: ?Sized> Body for Unmarked<'_, T> {}

/// No type implements this trait. It exists for its error message.
#[diagnostic::on_unimplemented(
    message = "API006: the destination of this argument is ambiguous",
    label = "a `{Self}` can be a query parameter, a header or a part of the body",
    note = "mark it `#[query]`, `#[header(\"..\")]`, `#[json]` or `#[form]`"
)]
pub trait HasPlace {}

/// A type with a single text.
pub trait Scalar {}

macro_rules! scalars {
    ($($t:ty)*) => {$(
        impl Scalar for $t {}
    )*};
}

scalars! { str String bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }

impl<T: Scalar + ?Sized> Scalar for &T {}
impl<T: Scalar> Scalar for Option<T> {}
