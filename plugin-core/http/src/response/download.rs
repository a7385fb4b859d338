//! Streams a body.

use super::receive::{chunk, max_body};
use crate::build::{Request, RequestBuilder};
use crate::client::Http;
use crate::{failure, send};
use bytes::Bytes;
use plugin_schema::error::{PluginError, Result};
use reqwest::Response;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

/// A body as a stream of chunks. The setting `max_body` limits it. The request does not accept compression, and a compressed body
/// is not decompressed. The settings `missing`, `reject` and `select` read the body, so they are compile errors.
///
/// ```
/// use plugin_core::api::Download;
/// use plugin_core::{Http, Result, api_call};
///
/// pub struct Desk { http: Http }
///
/// impl Desk {
///     #[api_call(GET, "attachments/{id}", max_body = "200MiB")]
///     pub async fn attachment(&self, id: &str) -> Result<Download>;
/// }
///
/// # async fn example(desk: Desk) -> Result<()> {
/// let bytes = desk.attachment("7").await?.to_file("attachment.bin").await?;
/// # Ok(())
/// # }
/// ```
pub struct Download {
    http: Http,
    response: Response,
    length: usize,
    max_body: usize,
    /// The timeout of the call.
    time: Duration,
    /// The deadline of the call, unless it overflows.
    end: Option<Instant>,
}

impl Download {
    pub(crate) async fn open(request: RequestBuilder) -> Result<Self> {
        // The caller decompresses a compressed file.
        let request = request.header("Accept-Encoding", "identity");
        let (http, operation) = (request.http().clone(), request.operation());
        let start = Instant::now();
        let time = request.build().map_or(Duration::ZERO, Request::max_time);
        let response = send::open(&http, operation, request.build()).await?;
        let max_body = max_body(&http, operation);
        Ok(Self { http, response, length: 0, max_body, time, end: start.checked_add(time) })
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// A header, if it exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// Reads the next chunk. Returns `None` after the last.
    ///
    /// # Errors
    /// TIMEOUT or CONNECTION_ERROR if the body is incomplete, UNKNOWN if it is longer than `max_body`.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = chunk(&self.http, &mut self.response);
        let chunk = match self.end {
            None => chunk.await?,
            Some(end) => tokio::time::timeout_at(end, chunk)
                .await
                .unwrap_or_else(|_| Err(failure::timed_out(self.time)))?,
        };
        self.length += chunk.as_ref().map_or(0, Bytes::len);
        if self.length > self.max_body {
            return Err(failure::too_long(self.max_body));
        }
        Ok(chunk)
    }

    /// Reads the rest into memory.
    ///
    /// # Errors
    /// The errors of [`Download::chunk`].
    pub async fn bytes(mut self) -> Result<Vec<u8>> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }

    /// Writes the rest to a file atomically, and returns its size in bytes: writes a temporary file in the same folder, readable by
    /// its owner only, and renames it to `path`. This replaces an existing file. It also replaces a symbolic link and does not follow
    /// it.
    ///
    /// # Errors
    /// The errors of [`Download::chunk`]; a server error if the file cannot be written.
    pub async fn to_file(mut self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let failed = |error: std::io::Error| write_error(path, &error);
        let partial = PartialFile::next_to(path);
        let mut file = partial.create().map_err(failed)?;
        let mut length = 0;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(failed)?;
            length += chunk.len() as u64;
        }
        // Syncs before the rename, so that `path` never has an incomplete file.
        file.sync_all().await.map_err(failed)?;
        tokio::fs::rename(&partial.0, path).await.map_err(failed)?;
        Ok(length)
    }
}

/// A temporary file that is removed on drop, for example if the download is cancelled.
struct PartialFile(PathBuf);

impl PartialFile {
    /// The name is short, so that it is valid wherever the name of `path` is.
    fn next_to(path: &Path) -> Self {
        Self(path.with_file_name(format!(".download-{:016x}", fastrand::u64(..))))
    }

    /// Creates the file and never opens an existing one. This is synchronous, since a background task could create it after the
    /// drop.
    fn create(&self) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0).map(File::from_std)
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // After the rename the file no longer exists.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn write_error(path: &Path, error: &std::io::Error) -> PluginError {
    PluginError::server(format_args!("{} cannot be written: {error}.", path.display()))
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status())
            .field("bytes", &self.length)
            .finish_non_exhaustive()
    }
}
