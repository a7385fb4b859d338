//! Decompresses a body and limits its size.

use crate::failure::too_long;
use bytes::{Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use std::io::Write;

/// Decompresses a body while it arrives, and limits its decompressed size. The compression ratio is not limited: a list of similar
/// objects has a ratio of 300.
pub(crate) struct BodyDecoder {
    most: usize,
    compressed: usize,
    content: Content,
}

enum Content {
    /// Most bodies arrive in one chunk, which is not copied.
    One(Bytes),
    Several(BytesMut),
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
}

/// The size of one decompression step, which is the most by which a body exceeds its limit in memory.
const STEP: usize = 4 << 10;

impl BodyDecoder {
    pub(crate) fn new(headers: &HeaderMap, most: usize) -> Self {
        let is_gzip = headers.get(CONTENT_ENCODING).is_some_and(|encoding| {
            encoding.as_bytes().eq_ignore_ascii_case(b"gzip")
                || encoding.as_bytes().eq_ignore_ascii_case(b"x-gzip")
        });
        let content = match is_gzip {
            true => Content::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            false => Content::One(Bytes::new()),
        };
        Self { most, compressed: 0, content }
    }

    /// Adds a chunk.
    ///
    /// # Errors
    /// If the body exceeds its limit or is invalid gzip.
    pub(crate) fn push(&mut self, chunk: Bytes) -> Result<()> {
        match &mut self.content {
            Content::One(first) if first.is_empty() => *first = chunk,
            Content::One(first) => {
                let mut several = BytesMut::with_capacity(2 * (first.len() + chunk.len()));
                several.extend_from_slice(first);
                several.extend_from_slice(&chunk);
                self.content = Content::Several(several);
            }
            Content::Several(several) => several.extend_from_slice(&chunk),
            Content::Gzip(decoder) => {
                self.compressed += chunk.len();
                for step in chunk.chunks(STEP) {
                    decoder.write_all(step).map_err(|error| not_gzip(&error))?;
                    if decoder.get_ref().len() > self.most {
                        return Err(too_long(self.most));
                    }
                }
            }
        }
        if self.length() > self.most { Err(too_long(self.most)) } else { Ok(()) }
    }

    pub(crate) fn length(&self) -> usize {
        match &self.content {
            Content::One(first) => first.len(),
            Content::Several(several) => several.len(),
            Content::Gzip(decoder) => decoder.get_ref().len(),
        }
    }

    /// The decompressed beginning of the body.
    pub(crate) fn partial(self) -> Bytes {
        match self.content {
            Content::Gzip(mut decoder) => {
                // A failed decoder has no further output.
                let _ = decoder.flush();
                std::mem::take(decoder.get_mut()).into()
            }
            Content::One(first) => first,
            Content::Several(several) => several.freeze(),
        }
    }

    /// The whole body.
    ///
    /// # Errors
    /// If the gzip is truncated.
    pub(crate) fn finish(self) -> Result<Bytes> {
        match self.content {
            Content::One(first) => Ok(first),
            Content::Several(several) => Ok(several.freeze()),
            // Some servers mark an empty body as gzip.
            Content::Gzip(_) if self.compressed == 0 => Ok(Bytes::new()),
            Content::Gzip(decoder) => decoder.finish().map_err(|error| not_gzip(&error)).and_then(|body| {
                match body.len() > self.most {
                    true => Err(too_long(self.most)),
                    false => Ok(body.into()),
                }
            }),
        }
    }
}

fn not_gzip(error: &std::io::Error) -> PluginError {
    PluginError::from_preset(plugin_schema::error::Preset::ConnectionError)
        .with_cause("The response of the API is marked as gzip, but is not gzip.")
        .with_data(error.to_string())
}
