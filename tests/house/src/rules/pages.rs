//! Markdown pages name source files, their items and other pages that exist.
//!
//! In backticks, `folder/file.rs::name` is an item of that file, as `name` or within an `impl`. Paths start at the root of the
//! workspace. A path without `::name` is checked if its first folder exists there, since pages also show files of other projects.
//!
//! A folder with `book.toml` is a book: SUMMARY.md lists each page, and links stay within the folder.

use crate::finding::Finding;
use crate::tokens::{Walk, walk};
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;

/// The keywords before the name of an item.
const KEYWORDS: [&str; 7] = ["const", "enum", "fn", "static", "struct", "trait", "type"];

/// Checks every page except CHANGELOG.md, which may name what was removed.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for page in workspace.files("md")? {
        if page.file_name().is_some_and(|name| name == "CHANGELOG.md") {
            continue;
        }
        let folder = page.parent().unwrap_or(Path::new(""));
        for (index, line) in workspace.text(&page)?.lines().enumerate() {
            let mut messages = Vec::new();
            for span in line.split('`').skip(1).step_by(2) {
                messages.extend(missing_item(workspace, span)?);
            }
            messages.extend(links(line).filter_map(|link| missing_page(&workspace.root.join(folder), link)));
            if is_book(workspace, folder) {
                messages.extend(links(line).filter_map(link_out_of_book));
            }
            let finding = |message| Finding { path: page.clone(), line: index + 1, message };
            findings.extend(messages.into_iter().map(finding));
        }
        findings.extend(unlisted_page(workspace, folder, &page)?);
    }
    Ok(findings)
}

/// Reports a source file, or an item of it, that does not exist.
fn missing_item(workspace: &Workspace, span: &str) -> Result<Option<String>> {
    let (path, item) = match span.split_once(".rs::") {
        Some((path, item)) => (format!("{path}.rs"), Some(item)),
        None => (span.to_owned(), None),
    };
    let Some((first, _)) = path.split_once('/').filter(|_| path.ends_with(".rs")) else { return Ok(None) };
    if item.is_none() && !workspace.root.join(first).is_dir() {
        return Ok(None);
    }
    if !workspace.root.join(&path).is_file() {
        return Ok(Some(format!("`{path}` does not exist: paths start at the root of the workspace")));
    }
    let Some(item) = item else { return Ok(None) };
    let text = workspace.text(Path::new(&path))?;
    let tokens: TokenStream = text.parse().map_err(|e| anyhow!("{e}")).with_context(|| path.clone())?;
    let mut search = Search { name: item, is_found: false };
    walk(tokens, &mut search);
    Ok((!search.is_found).then(|| format!("`{path}` has no item `{item}`")))
}

struct Search<'a> {
    name: &'a str,
    is_found: bool,
}

impl Walk for Search<'_> {
    fn level(&mut self, tokens: &[TokenTree]) {
        self.is_found |= tokens.windows(2).any(|pair| match pair {
            [TokenTree::Ident(keyword), TokenTree::Ident(name)] => {
                name == self.name && KEYWORDS.iter().any(|known| keyword == known)
            }
            _ => false,
        });
    }
}

/// The targets of the links in a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// Reports a link to a file that does not exist.
fn missing_page(folder: &Path, link: &str) -> Option<String> {
    let path = link.split('#').next().filter(|path| !path.is_empty() && !path.contains(':'))?;
    (!folder.join(path).exists()).then(|| format!("the link `{link}` leads nowhere"))
}

/// Whether the pages of a folder are a book.
fn is_book(workspace: &Workspace, folder: &Path) -> bool {
    workspace.root.join(folder).join("book.toml").is_file()
}

/// Reports a link that works in the repository, but not in the book.
fn link_out_of_book(link: &str) -> Option<String> {
    link.starts_with("../").then(|| format!("the link `{link}` leaves the book: write the path as code"))
}

/// Reports a page that SUMMARY.md of its book does not list.
fn unlisted_page(workspace: &Workspace, folder: &Path, page: &Path) -> Result<Option<Finding>> {
    let name = page.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !is_book(workspace, folder) || name == "SUMMARY.md" {
        return Ok(None);
    }
    let summary = workspace.text(&folder.join("SUMMARY.md"))?;
    let is_listed = summary.lines().any(|line| links(line).any(|link| link == name));
    let finding =
        || Finding { path: page.to_owned(), line: 1, message: "SUMMARY.md does not list this page".into() };
    Ok((!is_listed).then(finding))
}
