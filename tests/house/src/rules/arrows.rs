//! Dependencies between the crates follow the arrows, with exact versions.

use crate::config::Config;
use crate::finding::Finding;
use crate::workspace::{Dependency, Workspace};
use anyhow::Result;

/// Checks each crate that `[arrows]` names.
pub fn check(workspace: &Workspace, config: &Config) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in &workspace.crates {
        let Some(allowed) = config.arrows.get(&package.name) else { continue };
        for Dependency { name, version, line } in &package.dependencies {
            if !workspace.crates.iter().any(|other| other.name == *name) {
                continue;
            }
            let mut add = |message| findings.push(Finding { path: package.manifest(), line: *line, message });
            if !allowed.contains(name) {
                let list = if allowed.is_empty() { "no crate of the workspace" } else { &allowed.join(", ") };
                add(format!(
                    "{} must not depend on {name}: it may use {list}; move what it needs below it",
                    package.name
                ));
            }
            let version = version.as_deref().unwrap_or("..");
            if !version.starts_with('=') {
                add(format!("the version of {name} is not exact: write `version = \"={version}\"`"));
            }
        }
    }
    Ok(findings)
}
