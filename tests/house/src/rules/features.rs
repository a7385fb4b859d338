//! Features are chosen in Cargo.toml, not in `cfg` lines.

use crate::finding::Finding;
use crate::tokens::{Walk, has_ident, in_parentheses, walk};
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;

/// Finds the lines with `cfg(feature`, `cfg_attr(feature` and `cfg!(feature` in the sources of the `plugin-` crates.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let sources = workspace.crates.iter().filter(|package| package.name.starts_with("plugin-"));
    let folders = sources.map(|package| package.folder.join("src")).collect::<Vec<_>>();
    for path in workspace.files("rs")? {
        if !folders.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let tokens: TokenStream = workspace
            .text(&path)?
            .parse()
            .map_err(|e| anyhow!("{e}"))
            .with_context(|| path.display().to_string())?;
        let mut lines = FeatureLines::default();
        walk(tokens, &mut lines);
        let message = "a feature chooses code here: let it choose a crate in Cargo.toml";
        findings.extend(lines.0.into_iter().map(|line| Finding {
            path: path.clone(),
            line,
            message: message.to_owned(),
        }));
    }
    Ok(findings)
}

#[derive(Default)]
struct FeatureLines(BTreeSet<usize>);

impl Walk for FeatureLines {
    fn level(&mut self, tokens: &[TokenTree]) {
        for (index, token) in tokens.iter().enumerate() {
            let TokenTree::Ident(ident) = token else { continue };
            if ident != "cfg" && ident != "cfg_attr" {
                continue;
            }
            // `cfg(..)` in an attribute, `cfg!(..)` in an expression
            let group = tokens[index + 1..].iter().take(2).find_map(in_parentheses);
            if group.is_some_and(|tokens| has_ident(tokens, "feature")) {
                self.0.insert(ident.span().start().line);
            }
        }
    }
}
