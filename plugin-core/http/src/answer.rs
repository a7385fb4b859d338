//! An answer within its bounds: how it is read, and what may be asked of it.

use crate::auth;
use crate::client::Http;
use crate::failure::{self, Failure};
use crate::operation::Operation;
use bytes::{Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use plugin_schema::error::{PluginError, Result};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::Write;

/// An answer that is a success, as [`FromReply`](crate::FromReply) gets it.
#[derive(Clone)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// A JSON pointer to what is wanted of the body.
    pub(crate) select: Option<&'static str>,
    /// The status is one that the call takes as "there is nothing".
    pub(crate) is_missing: bool,
    /// Who has asked, and what: for what is said of an answer that is not what was expected.
    pub(crate) http: Http,
    pub(crate) operation: &'static Operation,
}

impl Answer {
    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, decompressed.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether there is nothing in it: a blank body, as with 204, or a status that the setting `missing` names.
    pub fn is_empty(&self) -> bool {
        self.is_missing || without_bom(&self.body).trim_ascii().is_empty()
    }

    /// The body, or what the setting `select` names of it, read from JSON.
    ///
    /// # Errors
    /// INVALID_JSON with the text, and with the place within it.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        match self.select {
            None => {
                serde_json::from_slice(without_bom(&self.body)).map_err(|error| self.not_json::<T>(&error))
            }
            Some(pointer) => self.at(pointer),
        }
    }

    /// The same, and the default if the setting `missing` names the status.
    pub(crate) fn json_or_default<T: DeserializeOwned + Default>(&self) -> Result<T> {
        if self.is_missing { Ok(T::default()) } else { self.json() }
    }

    /// What a JSON pointer names, read as a `T`.
    pub(crate) fn at<T: DeserializeOwned>(&self, pointer: &str) -> Result<T> {
        let mut body: Value = serde_json::from_slice(without_bom(&self.body))
            .map_err(|error| self.not_json::<Value>(&error))?;
        let Some(found) = body.pointer_mut(pointer) else {
            let there = match &body {
                Value::Object(fields) if !fields.is_empty() => {
                    fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
                }
                Value::Object(_) => "an empty object".to_owned(),
                Value::Array(_) => "a list".to_owned(),
                _ => "one value".to_owned(),
            };
            return Err(self.wrong(&format_args!("there is nothing at {pointer}, only {there}")));
        };
        serde_path_to_error::deserialize(found.take()).map_err(|error| {
            let path = [pointer, &place(error.path())].join("/");
            self.wrong(&format_args!("at {}: {}", path.trim_end_matches('/'), error.inner()))
        })
    }

    /// The place is looked for only now that something is wrong.
    fn not_json<T: DeserializeOwned>(&self, error: &serde_json::Error) -> PluginError {
        let again = &mut serde_json::Deserializer::from_slice(without_bom(&self.body));
        match serde_path_to_error::deserialize::<_, T>(again) {
            Err(again) if again.path().iter().len() > 0 => {
                self.wrong(&format_args!("at /{}: {}", place(again.path()), again.inner()))
            }
            _ => self.wrong(error),
        }
    }

    /// The answer is not what was expected.
    pub(crate) fn wrong(&self, why: &dyn std::fmt::Display) -> PluginError {
        let (error, body) = if auth::is_logging_in() {
            auth::concealed(self.operation, why, self.status, &self.body)
        } else {
            let body = self.body[..self.body.len().min(failure::LONGEST)].to_vec();
            (failure::of_format(why, self.status, &self.body), body)
        };
        self.http.told(Failure {
            operation: self.operation,
            status: Some(self.status),
            headers: self.headers.clone(),
            body,
            error,
            is_unsent: false,
            is_said: false,
        })
    }
}

/// The body without the mark with which some servers begin JSON, and which is none of it.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

/// `data/3/id`
fn place(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().map(|segment| segment.to_string().trim_matches(['[', ']']).to_owned());
    segments.collect::<Vec<_>>().join("/")
}

/// Prints how much there is, not what.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A body on its way in, bounded by what it is when it is decompressed. How much it is compressed is no sign of an attack: a
/// list of equal objects is compressed by a factor of 300.
pub(crate) struct Intake {
    most: usize,
    compressed: usize,
    content: Content,
}

enum Content {
    /// Most bodies come in one piece, which is then never copied.
    One(Bytes),
    Several(BytesMut),
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
}

/// As much as is decompressed at a time, so that a bound is not far exceeded.
const STEP: usize = 4 << 10;

impl Intake {
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

    /// Takes a chunk.
    ///
    /// # Errors
    /// If the body is longer than it may be, or is not the gzip that it claims to be.
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
                        return Err(failure::too_long(self.most));
                    }
                }
            }
        }
        if self.length() > self.most { Err(failure::too_long(self.most)) } else { Ok(()) }
    }

    pub(crate) fn length(&self) -> usize {
        match &self.content {
            Content::One(first) => first.len(),
            Content::Several(several) => several.len(),
            Content::Gzip(decoder) => decoder.get_ref().len(),
        }
    }

    /// What has come so far, as far as it can be read.
    pub(crate) fn so_far(self) -> Bytes {
        match self.content {
            Content::Gzip(mut decoder) => {
                // A decoder that has failed has nothing more to write.
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
    /// If the gzip ends before its end.
    pub(crate) fn finish(self) -> Result<Bytes> {
        match self.content {
            Content::One(first) => Ok(first),
            Content::Several(several) => Ok(several.freeze()),
            // Some servers say gzip of a body that is not there.
            Content::Gzip(_) if self.compressed == 0 => Ok(Bytes::new()),
            Content::Gzip(decoder) => decoder.finish().map_err(|error| not_gzip(&error)).and_then(|body| {
                match body.len() > self.most {
                    true => Err(failure::too_long(self.most)),
                    false => Ok(body.into()),
                }
            }),
        }
    }
}

fn not_gzip(error: &std::io::Error) -> PluginError {
    PluginError::preset(plugin_schema::error::Preset::ConnectionError)
        .cause("The answer of the API says that it is gzip, and is not.")
        .data(error.to_string())
}
