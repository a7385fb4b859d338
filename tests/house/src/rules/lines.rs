//! Source files are short.

use crate::config::Config;
use crate::finding::Finding;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::Path;

/// Checks every `.rs` file of the workspace.
pub fn check(workspace: &Workspace, config: &Config) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for path in workspace.files("rs")? {
        let lines = workspace.text(&path)?.lines().count();
        let is_listed = config.long_files.iter().any(|file| path == Path::new(&file.path));
        if lines > config.max_lines && !is_listed {
            let message = format!("{lines} lines, at most {}: split it by topic", config.max_lines);
            findings.push(Finding { path, line: config.max_lines + 1, message });
        }
    }
    Ok(findings)
}
