//! Downloads to a file: replacement, interruption, links, and unwritable paths.

use super::client;
use plugin_core::api::Download;
use plugin_core::testing::{MockResponse, Stub};
use plugin_core::{Http, Preset, Result, api};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

struct Api {
    http: Http,
}

#[api]
impl Api {
    #[api_call(GET, "file", timeout = "30s")]
    async fn file(&self) -> Result<Download>;
}

/// A folder, and an API with a file of ten bytes.
struct DownloadTest {
    folder: PathBuf,
    stub: Stub,
}

impl DownloadTest {
    fn new(response: MockResponse) -> Self {
        let folder = std::env::temp_dir().join(format!("plugin-download-{:x}", fastrand()));
        fs::create_dir_all(&folder).unwrap();
        let stub = Stub::new();
        stub.on_any().respond(response);
        Self { folder, stub }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("file.bin")
    }

    async fn download(&self, path: &Path) -> Result<u64> {
        Api { http: client(&self.stub, |http| http) }.file().await?.to_file(path).await
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for DownloadTest {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn fastrand() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}

fn whole() -> MockResponse {
    MockResponse::status(200).body(*b"0123456789")
}

#[tokio::test]
async fn downloads_replace_the_file_with_mode_600() {
    let test = DownloadTest::new(whole());
    fs::write(test.path(), "a longer text that was there").unwrap();
    assert_eq!(test.download(&test.path()).await.unwrap(), 10);
    assert_eq!(fs::read(test.path()).unwrap(), b"0123456789");
    assert_eq!(fs::metadata(test.path()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(test.names(), ["file.bin"]);
}

#[tokio::test]
async fn interrupted_downloads_keep_the_old_file() {
    let test = DownloadTest::new(whole().cut_after(3));
    fs::write(test.path(), "old").unwrap();
    let error = test.download(&test.path()).await.unwrap_err();
    assert_eq!(error.preset(), Some(Preset::ConnectionError));
    assert_eq!(fs::read(test.path()).unwrap(), b"old");
    assert_eq!(test.names(), ["file.bin"]);
}

#[tokio::test]
async fn dropped_downloads_remove_their_temporary_file() {
    let test = DownloadTest::new(whole().slow(Duration::from_millis(20)));
    let path = test.path();
    let download = test.download(&path);
    tokio::select! {
        _ = download => panic!("the body takes longer"),
        () = async {
            while test.names().is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        } => {}
    }
    assert_eq!(test.names(), [""; 0]);
}

#[tokio::test]
async fn downloads_replace_symbolic_links() {
    let test = DownloadTest::new(whole());
    let other = test.folder.join("precious");
    fs::write(&other, "precious").unwrap();
    symlink(&other, test.path()).unwrap();
    test.download(&test.path()).await.unwrap();
    assert_eq!(fs::read(&other).unwrap(), b"precious");
    assert!(!test.path().is_symlink());
    assert_eq!(fs::read(test.path()).unwrap(), b"0123456789");
}

#[tokio::test]
async fn unwritable_paths_are_named_in_the_error() {
    let test = DownloadTest::new(whole());
    fs::create_dir(test.path()).unwrap();
    fs::write(test.path().join("inside"), "x").unwrap();
    for path in [test.path(), test.folder.join("missing/file.bin")] {
        let error = test.download(&path).await.unwrap_err();
        assert!(error.cause().contains(path.to_str().unwrap()), "{error}");
    }
    assert_eq!(test.names(), ["file.bin"]);
    assert!(test.path().join("inside").exists());
}
