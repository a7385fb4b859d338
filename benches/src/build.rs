//! Builds the programs to compare.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of the Python runtime to compare with.
const PYTHON_RUNTIME: &str = "insightconnect-plugin-runtime==6.6.0";

/// The folder of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// Builds the plugin with the release profile that the documentation recommends.
pub(crate) fn plugin() -> Result<PathBuf> {
    build("bench-plugin", "release")
}

/// Builds a plugin with 200 actions.
pub(crate) fn many() -> Result<PathBuf> {
    plugin().map(|plugin| plugin.with_file_name("bench-many"))
}

/// Builds the server that is written by hand with a profile for speed alone.
pub(crate) fn by_hand() -> Result<PathBuf> {
    build("bench-by-hand", "by-hand")
}

fn build(package: &str, profile: &str) -> Result<PathBuf> {
    run(Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--profile", profile, "-p", package])
        .current_dir(workspace()))?;
    Ok(target().join(profile).join(package))
}

/// Installs the Python runtime into the target folder. `None` if there is no Python, or no package index.
pub(crate) fn python() -> Option<PathBuf> {
    let folder = target().join("python-runtime");
    let python = folder.join("bin/python");
    let is_installed = || {
        let mut import = Command::new(&python);
        import.args(["-c", "import insightconnect_plugin_runtime"]);
        run(&mut import).is_ok()
    };
    if is_installed() {
        return Some(python);
    }
    let installed = run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        .and_then(|()| run(Command::new(&python).args(["-m", "pip", "install", "--quiet", PYTHON_RUNTIME])));
    if let Err(error) = &installed {
        eprintln!("The Python runtime is left out: {error}");
    }
    installed.ok().map(|()| python)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
