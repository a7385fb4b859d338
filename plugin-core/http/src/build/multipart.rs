//! Encodes multipart bodies like RFC 7578 and browsers.
//!
//! The multipart of reqwest is not used. It keeps the line breaks of a file name, so that a name can add headers to its part, and it
//! escapes a quote with a backslash, where browsers and Python's requests write `%22`. Its form is a stream, which can neither
//! be sent again for a retry nor be signed.

use plugin_schema::param::Part;

/// Builds a multipart body.
#[derive(Clone, Debug)]
pub struct MultipartBody {
    pub(crate) boundary: String,
    pub(crate) body: Vec<u8>,
}

impl MultipartBody {
    pub(crate) fn new() -> Self {
        // The boundary is random, so that the content of a file cannot contain it.
        Self { boundary: format!("{:032x}{:032x}", fastrand::u128(..), fastrand::u128(..)), body: Vec::new() }
    }

    /// Appends a part.
    pub(crate) fn push(&mut self, name: &str, part: Part<'_>) {
        match part {
            Part::Text(text) => {
                self.begin(name, None);
                self.body.extend_from_slice(text.as_bytes());
            }
            Part::File { filename, mime, content } => {
                self.begin(name, Some((filename, mime)));
                self.body.extend_from_slice(content);
            }
        }
        self.body.extend_from_slice(b"\r\n");
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

    /// Completes the body.
    pub(crate) fn finish(&self) -> Vec<u8> {
        [&self.body[..], b"--", self.boundary.as_bytes(), b"--\r\n"].concat()
    }
}

/// Escapes quotes and line breaks like browsers.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
