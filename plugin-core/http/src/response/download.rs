//! A body that is not kept in memory.

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

/// A body on its way, which is read piece by piece. It is bounded by `max_body` all the same. It is asked for as it is, and what is
/// compressed nevertheless stays so; the settings `missing`, `reject` and `select`, which look into it, are a compile error.
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
    /// How long the call may take as a whole.
    time: Duration,
    /// When it has to be here, unless that is beyond all time.
    end: Option<Instant>,
}

impl Download {
    pub(crate) async fn open(request: RequestBuilder) -> Result<Self> {
        // Compressed bytes are for the one who asked for a file to unpack.
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

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// TIMEOUT or CONNECTION_ERROR if there is no end of it, UNKNOWN if it is longer than `max_body`.
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

    /// The rest, in memory.
    ///
    /// # Errors
    /// Those of [`Download::chunk`].
    pub async fn bytes(mut self) -> Result<Vec<u8>> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }

    /// Writes the rest into a file, and returns its length in bytes. The file is there whole or not at all: it is written
    /// beside `path`, readable by its owner only, and then takes its place. A file that was there is replaced only then, and a
    /// symbolic link is replaced, not followed.
    ///
    /// # Errors
    /// Those of [`Download::chunk`]; the server's if the file cannot be written.
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
        // On the disk before it has the name, so that the name never stands for half a file.
        file.sync_all().await.map_err(failed)?;
        tokio::fs::rename(&partial.0, path).await.map_err(failed)?;
        Ok(length)
    }
}

/// A file that is not whole yet, taken away when it is dropped: also when nobody waits for it any more.
struct PartialFile(PathBuf);

impl PartialFile {
    /// Short, so that it fits wherever the name of `path` does.
    fn next_to(path: &Path) -> Self {
        Self(path.with_file_name(format!(".download-{:016x}", fastrand::u64(..))))
    }

    /// Never opens what is there already. At once, since what is opened in the background could be there after the drop.
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
        // After the rename there is none.
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
