//! What the return type of a call says: whether one answer is read or many, and what becomes of it.
//!
//! `#[api_call]` does not look at the spelling of the type: it names these traits, and the compiler says which type has which. So
//! an alias, a full path or a re-export of `Result`, `Paged`, `Reply` and `Download` works as the name does.

use crate::answer::Answer;
use crate::download::Download;
use crate::paged::Paged;
use crate::reply::{FromJson, Reply, Target};
use crate::request::Request;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::HeaderMap;

/// What an `async` call returns: a `Result`.
#[diagnostic::on_unimplemented(
    message = "API007: a call returns a `Result`, not `{Self}`",
    label = "expected `Result<T>`",
    note = "write `Result<()>` if the answer does not matter",
    note = "a call that returns `Paged` is lazy: remove `async`, and add `paginate(..)`"
)]
pub trait CallResult {
    /// What the answer is read as.
    type Output;

    /// Reads the answer.
    const TARGET: Target<Self::Output> = Target::NEW;

    /// A call that went well.
    fn from_output(output: Self::Output) -> Self;

    /// A call that failed.
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

/// What a call with the setting `paginate` returns: `Paged`.
#[diagnostic::on_unimplemented(
    message = "API012: a call with `paginate` returns `Paged<Item>`, not `{Self}`",
    label = "expected `Paged<Item>`",
    note = "leave out `paginate` if the call returns one answer"
)]
pub trait CallPages {
    /// The pages of a request that is not sent yet.
    fn of(request: Request) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: FromJson> CallPages for Paged<T> {
    fn of(request: Request) -> Self {
        Self::new(request)
    }
}

/// A `Reply` wraps a value, which is read as it would be without it. These methods hide those of [`Whole`].
impl<T> Target<Reply<T>> {
    /// What the body is read as.
    pub fn value(self) -> Target<T> {
        Target::NEW
    }

    /// Status and headers.
    pub fn head<A: HasHead>(self, answer: &A) -> (u16, HeaderMap) {
        answer.head()
    }

    /// Head and value together.
    pub fn join(self, (status, headers): (u16, HeaderMap), value: T) -> Reply<T> {
        Reply::new(status, headers, value)
    }
}

/// What has a status and headers that a `Reply` can take over.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a `Reply`",
    label = "has a status and headers of its own",
    note = "return it without `Reply`"
)]
pub trait HasHead {
    /// Status and headers.
    fn head(&self) -> (u16, HeaderMap);
}

#[diagnostic::do_not_recommend]
impl HasHead for Answer {
    fn head(&self) -> (u16, HeaderMap) {
        (self.status, self.headers.clone())
    }
}

/// Every type but `Reply` is the value itself.
pub trait Whole<T>: Sized {
    /// What the body is read as.
    fn value(self) -> Self {
        self
    }

    /// Nothing beside the value.
    fn head<A>(self, _: &A) {}

    /// The value.
    fn join(self, (): (), value: T) -> T {
        value
    }
}

impl<T> Whole<T> for Target<T> {}

/// A `Download` is not read into memory. These methods hide those of [`Buffered`], `Own` and `Json`.
impl<D: IsDownload> Target<D> {
    /// Sends the request; the body is still on its way.
    ///
    /// # Errors
    /// Those of the call.
    pub fn fetch(self, request: Request) -> impl Future<Output = Result<D>> + Send {
        D::open(request)
    }

    /// The download as it is.
    ///
    /// # Errors
    /// None.
    pub fn read(self, download: D) -> Result<D> {
        Ok(download)
    }

    /// The download as it is.
    ///
    /// # Errors
    /// None.
    pub fn read_or_default(self, download: D) -> Result<D> {
        Ok(download)
    }

    /// [`Target::looks_into`] says that it does not.
    pub fn selects(self) {}

    /// Fails to compile: a setting that looks into the body has no effect.
    pub fn looks_into(self)
    where
        D: InMemory,
    {
    }
}

/// Only [`Download`].
pub trait IsDownload: Sized {
    /// Sends the request.
    fn open(request: Request) -> impl Future<Output = Result<Self>> + Send;
}

impl IsDownload for Download {
    fn open(request: Request) -> impl Future<Output = Result<Self>> + Send {
        Self::open(request)
    }
}

/// No type: it is asked for where there is none.
#[diagnostic::on_unimplemented(
    message = "API013: `select`, `reject` and `missing` have no effect on a `{Self}`, whose body is not read",
    label = "not read into memory",
    note = "leave them out, or write `select = none` if `select` stands at the `impl`"
)]
pub trait InMemory {}

/// Every type but `Download` is read from a body in memory.
pub trait Buffered: Sized {
    /// Sends the request, and receives the body.
    ///
    /// # Errors
    /// Those of the call.
    fn fetch(self, request: Request) -> impl Future<Output = Result<Answer>> + Send {
        request.send()
    }

    /// A setting that looks into the body has an effect.
    fn looks_into(self) {}
}

impl<T> Buffered for Target<T> {}

/// The only argument of a call that has no attribute, where the method allows a body.
pub struct Unmarked<'a, T: ?Sized>(pub &'a T);

/// One text could go anywhere. This method hides that of [`Body`].
impl<T: Scalar + ?Sized> Unmarked<'_, T> {
    /// Fails to compile: it needs an attribute.
    pub fn is_body(&self)
    where
        T: HasPlace,
    {
    }
}

/// Anything else is the body, as JSON.
pub trait Body {
    /// It needs no attribute.
    fn is_body(&self) {}
}

impl<T: ?Sized> Body for Unmarked<'_, T> {}

/// No type: it is asked for where there is none.
#[diagnostic::on_unimplemented(
    message = "API006: where this argument goes is not clear",
    label = "a `{Self}` could go anywhere",
    note = "mark it `#[query]`, `#[header(\"..\")]`, `#[json]` or `#[form]`"
)]
pub trait HasPlace {}

/// A type that is one text.
pub trait Scalar {}

macro_rules! scalars {
    ($($t:ty)*) => {$(
        impl Scalar for $t {}
    )*};
}

scalars! { str String bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }

impl<T: Scalar + ?Sized> Scalar for &T {}
impl<T: Scalar> Scalar for Option<T> {}
