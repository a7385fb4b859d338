//! Bodies of several parts, as RFC 7578 and browsers write them.
//!
//! reqwest has them too, but names files in a way that RFC 7578 forbids (`filename*`), and its bodies cannot be sent twice.

use super::texts::ToTexts;
use crate::error::Result;
use crate::values::File;
use std::borrow::Cow;

/// A file in a body of several parts: `#[part("attachments[]")] files: &[FilePart]`.
///
/// ```
/// use plugin_core::api::FilePart;
/// let report = FilePart::new("report.csv", b"a,b\n".to_vec()).mime("text/csv");
/// assert_eq!(format!("{report:?}"), "FilePart { filename: \"report.csv\", mime: \"text/csv\", bytes: 4 }");
/// ```
#[derive(Clone, PartialEq)]
pub struct FilePart {
    filename: String,
    mime: Cow<'static, str>,
    content: Vec<u8>,
}

impl FilePart {
    /// A file of the type `application/octet-stream`.
    pub fn new(filename: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        let (filename, content) = (filename.into(), content.into());
        Self { filename, mime: "application/octet-stream".into(), content }
    }

    /// Another type.
    pub fn mime(mut self, mime: impl Into<Cow<'static, str>>) -> Self {
        self.mime = mime.into();
        self
    }
}

/// Prints how much is in it, not what.
impl std::fmt::Debug for FilePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilePart")
            .field("filename", &self.filename)
            .field("mime", &self.mime)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// A value that is none, one or several parts of a body.
#[diagnostic::on_unimplemented(
    message = "API005: `{Self}` cannot be a part of a body",
    label = "not a value that has parts",
    note = "`FilePart`, `values::File`, texts and numbers can, and Option, Vec and slices of them"
)]
pub trait ToParts {
    /// Writes the parts.
    ///
    /// # Errors
    /// BASE64_DECODE if a file is not base64.
    fn write(&self, name: &str, parts: &mut Parts) -> Result<()>;
}

/// A body in the making.
#[derive(Clone, Debug)]
pub struct Parts {
    pub(super) boundary: String,
    pub(super) body: Vec<u8>,
}

impl Parts {
    pub(super) fn new() -> Self {
        // Nobody can guess it, and so nobody can write it into a file.
        Self { boundary: format!("{:032x}{:032x}", fastrand::u128(..), fastrand::u128(..)), body: Vec::new() }
    }

    fn begin(&mut self, name: &str, file: Option<(&str, &str)>) {
        let disposition =
            format!("--{}\r\nContent-Disposition: form-data; name=\"{}\"", self.boundary, quoted(name));
        self.body.extend_from_slice(disposition.as_bytes());
        if let Some((filename, mime)) = file {
            // A line feed would end the header.
            let mime = mime.replace(['\r', '\n'], " ");
            let file = format!("; filename=\"{}\"\r\nContent-Type: {mime}", quoted(filename));
            self.body.extend_from_slice(file.as_bytes());
        }
        self.body.extend_from_slice(b"\r\n\r\n");
    }

    fn end(&mut self) {
        self.body.extend_from_slice(b"\r\n");
    }

    /// The body with its last line.
    pub(super) fn finish(&self) -> Vec<u8> {
        [&self.body[..], b"--", self.boundary.as_bytes(), b"--\r\n"].concat()
    }
}

/// What would end the quotes or the line is escaped as browsers do.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl<T: ToTexts + ?Sized> ToParts for T {
    fn write(&self, name: &str, parts: &mut Parts) -> Result<()> {
        self.texts(&mut |text| {
            parts.begin(name, None);
            parts.body.extend_from_slice(text.as_bytes());
            parts.end();
        });
        Ok(())
    }
}

impl ToParts for FilePart {
    fn write(&self, name: &str, parts: &mut Parts) -> Result<()> {
        parts.begin(name, Some((&self.filename, &self.mime)));
        parts.body.extend_from_slice(&self.content);
        parts.end();
        Ok(())
    }
}

impl ToParts for File {
    fn write(&self, name: &str, parts: &mut Parts) -> Result<()> {
        FilePart::new(&*self.filename, self.content.decode()?).write(name, parts)
    }
}

macro_rules! several {
    ($($item:ty: $($t:ty)+;)+) => {$($(
        impl ToParts for $t {
            fn write(&self, name: &str, parts: &mut Parts) -> Result<()> {
                self.iter().try_for_each(|item: &$item| item.write(name, parts))
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
            fn write(&self, name: &str, parts: &mut Parts) -> Result<()> {
                (**self).write(name, parts)
            }
        }

        impl ToParts for Option<&$t> {
            fn write(&self, name: &str, parts: &mut Parts) -> Result<()> {
                self.iter().try_for_each(|item| item.write(name, parts))
            }
        }
    )+};
}

borrowed!(FilePart File);
