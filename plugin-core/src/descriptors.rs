//! Checks that there are enough file descriptors.

/// How many file descriptors a server needs beside those of its callers: for two runtimes and a listener, with some to spare.
pub(crate) const MIN_DESCRIPTORS: usize = 24;

/// Whether there are as many file descriptors as a runtime needs, which panics without them.
///
/// # Errors
/// That of the operating system.
#[cfg(unix)]
pub(crate) fn check_descriptors() -> std::io::Result<()> {
    use std::os::fd::AsFd;
    let stdin = std::io::stdin();
    (0..MIN_DESCRIPTORS).map(|_| stdin.as_fd().try_clone_to_owned()).collect::<Result<Vec<_>, _>>().map(drop)
}

#[cfg(not(unix))]
pub(crate) fn check_descriptors() -> std::io::Result<()> {
    Ok(())
}
