//! Converts a value to the parts of a multipart body.

use super::params::ToParams;
use crate::error::Result;
use crate::values::File;
use std::borrow::Cow;

/// A file in a multipart body: `#[part("attachments[]")] files: &[FilePart]`.
///
/// ```
/// use plugin_core::api::FilePart;
/// let report = FilePart::new("report.csv", b"a,b\n".to_vec()).mime("text/csv");
/// assert_eq!(format!("{report:?}"), "FilePart { filename: \"report.csv\", mime: \"text/csv\", bytes: 4 }");
/// ```
#[derive(Clone, PartialEq)]
#[must_use]
pub struct FilePart {
    filename: String,
    mime: Cow<'static, str>,
    content: Vec<u8>,
}

impl FilePart {
    /// Creates a file of the media type `application/octet-stream`.
    pub fn new(filename: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        let (filename, content) = (filename.into(), content.into());
        Self { filename, mime: "application/octet-stream".into(), content }
    }

    /// Sets the media type.
    pub fn mime(mut self, mime: impl Into<Cow<'static, str>>) -> Self {
        self.mime = mime.into();
        self
    }
}

/// Prints the size and not the content.
impl std::fmt::Debug for FilePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilePart")
            .field("filename", &self.filename)
            .field("mime", &self.mime)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// One part of a multipart body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part<'a> {
    /// A text field.
    Text(&'a str),
    /// A file.
    File {
        /// The name of the file, without its folder.
        filename: &'a str,
        /// The media type, e.g. `text/csv`.
        mime: &'a str,
        /// The bytes of the file.
        content: &'a [u8],
    },
}

/// A value that becomes any number of parts of a multipart body.
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot be a part of a body",
    label = "not a value that has parts",
    note = "`FilePart`, `values::File`, texts and numbers can, and Option, Vec and slices of them"
)]
pub trait ToParts {
    /// Calls `each` for every part.
    ///
    /// # Errors
    /// BASE64_DECODE if a file is not valid base64.
    fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()>;
}

impl<T: ToParams + ?Sized> ToParts for T {
    fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()> {
        self.params(&mut |text| each(Part::Text(text)));
        Ok(())
    }
}

impl ToParts for FilePart {
    fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()> {
        each(Part::File { filename: &self.filename, mime: &self.mime, content: &self.content });
        Ok(())
    }
}

impl ToParts for File {
    fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()> {
        FilePart::new(&*self.filename, self.content.decode()?).parts(each)
    }
}

macro_rules! several {
    ($($item:ty: $($t:ty)+;)+) => {$($(
        impl ToParts for $t {
            fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()> {
                self.iter().try_for_each(|item: &$item| item.parts(each))
            }
        }
    )+)+};
}

several! {
    FilePart: [FilePart] &[FilePart] Vec<FilePart> &Vec<FilePart> Option<FilePart>;
    File: [File] &[File] Vec<File> &Vec<File> Option<File>;
}

macro_rules! borrowed {
    ($($t:ty)+) => {$(
        impl ToParts for &$t {
            fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()> {
                (**self).parts(each)
            }
        }

        impl ToParts for Option<&$t> {
            fn parts(&self, each: &mut dyn FnMut(Part<'_>)) -> Result<()> {
                self.iter().try_for_each(|item| item.parts(each))
            }
        }
    )+};
}

borrowed!(FilePart File);
