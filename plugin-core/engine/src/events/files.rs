//! Reads and writes the files of triggers. They are private to their owner, never behind a link, and replaced atomically.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The maximum number of copies of one damaged file.
const MAX_COPIES: u32 = 100;

/// Opens a file for reading and writing, and creates it if there is none.
///
/// # Errors
/// If the path is not a regular file. A link is not followed, and a pipe does not block.
pub(super) fn open(path: &Path) -> io::Result<File> {
    open_with(OpenOptions::new().read(true).write(true).create(true).truncate(false), path)
}

/// Reads a file.
///
/// # Errors
/// The errors of [`open`]; `NotFound` if there is no file.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_with(OpenOptions::new().read(true), path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces the content of a file atomically and durably.
///
/// # Errors
/// The errors of [`open`], or if the disk is full.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = with_suffix(path, "new");
    let mut file = open(&temporary)?;
    file.set_len(0)?;
    file.write_all(bytes)?;
    rename(&file, &temporary, path)
}

/// Renames a complete file durably.
///
/// # Errors
/// If the disk fails.
pub(super) fn rename(file: &File, from: &Path, to: &Path) -> io::Result<()> {
    file.sync_all()?;
    fs::rename(from, to)?;
    sync_folder(to)
}

/// Makes the name of a file durable. [`File::sync_all`] does so for its content.
///
/// # Errors
/// If the disk fails.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Whether the open file is still at `path` and has not been replaced.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (open, found) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok((open.dev(), open.ino()) == (found.dev(), found.ino()))
}

/// This operating system does not replace open files.
#[cfg(not(unix))]
pub(super) fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Writes the content of a damaged file to a new file in the same folder, and returns its name.
///
/// # Errors
/// If there are already [`MAX_COPIES`] copies.
pub(super) fn keep_copy(path: &Path, bytes: &[u8]) -> io::Result<String> {
    for number in 1..=MAX_COPIES {
        let copy = with_suffix(path, &format!("corrupt-{number}"));
        match open_with(OpenOptions::new().write(true).create_new(true), &copy) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                file.sync_all()?;
                return Ok(file_name(&copy));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other(format!(
        "there are {MAX_COPIES} copies of damaged files: move them to another folder"
    )))
}

/// The name of a file without its folder, for messages.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".");
    name.push(suffix);
    name.into()
}

fn open_with(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let irregular = || io::Error::other("it is not a regular file");
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // Without NONBLOCK opening a pipe blocks until it has a writer.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => irregular(),
        _ => error,
    })?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(irregular());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o077 != 0 {
            // Fails for a file of another owner, who decides about its permissions.
            let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
        }
    }
    Ok(file)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("plugin-files-{:x}", fastrand::u128(..)));
        fs::create_dir(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_that_is_not_regular_is_an_error_and_does_not_block() {
        let folder = folder();
        fs::write(folder.join("target"), "").unwrap();
        symlink(folder.join("target"), folder.join("link")).unwrap();
        symlink("/dev/zero", folder.join("device")).unwrap();
        fs::create_dir(folder.join("folder")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
        let _socket = UnixListener::bind(folder.join("socket")).unwrap();
        for name in ["link", "device", "folder", "pipe", "socket"] {
            for error in [open(&folder.join(name)).unwrap_err(), read(&folder.join(name)).unwrap_err()] {
                assert!(error.to_string().contains("not a regular file"), "{name}: {error}");
            }
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_is_private_to_its_owner() {
        let path = folder().join("file");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        replace(&path, b"1").unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(read(&path).unwrap(), b"1");
        assert_eq!(mode(), 0o600);
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }

    #[test]
    fn each_damaged_file_has_its_own_copy() {
        let path = folder().join("file");
        assert_eq!(keep_copy(&path, b"first").unwrap(), "file.corrupt-1");
        assert_eq!(keep_copy(&path, b"second").unwrap(), "file.corrupt-2");
        assert_eq!(fs::read(path.with_extension("corrupt-1")).unwrap(), b"first");
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}
