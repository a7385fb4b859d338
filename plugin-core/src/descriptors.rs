//! Checks that enough file descriptors are available.

/// The number of file descriptors that a server needs besides those of its connections: two runtimes, a listener and a reserve.
pub(crate) const MIN_DESCRIPTORS: usize = 24;

/// Checks that [`MIN_DESCRIPTORS`] file descriptors are available. A runtime panics without them.
///
/// # Errors
/// The error of the operating system.
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
