//! Reserves stdout for replies and events.

use std::io::{Result, Write};
#[cfg(unix)]
use std::{fs::File, sync::Arc};

/// The stdout of a process. While it is reserved, the text that a step prints goes to stderr and is no part of a reply.
#[derive(Clone, Debug)]
pub struct ReservedStdout {
    #[cfg(unix)]
    file: Arc<File>,
}

impl ReservedStdout {
    /// Reserves stdout until the process ends.
    ///
    /// # Errors
    /// If the process has too many open files.
    #[cfg(unix)]
    pub fn take() -> Result<Self> {
        use std::os::fd::AsFd;
        let file = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdout(std::io::stderr())?;
        Ok(Self { file: Arc::new(file) })
    }

    /// Leaves stdout as it is, because only Unix can reserve it.
    ///
    /// # Errors
    /// None.
    #[cfg(not(unix))]
    pub fn take() -> Result<Self> {
        Ok(Self {})
    }

    /// Writes `text` at once.
    ///
    /// # Errors
    /// If the reader has closed the pipe, or the disk is full.
    pub fn write(&self, text: &[u8]) -> Result<()> {
        #[cfg(unix)]
        return (&*self.file).write_all(text);
        #[cfg(not(unix))]
        {
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(text).and_then(|()| stdout.flush())
        }
    }
}
