//! What the rules find, and the report about it.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// A rule of the house.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Rule {
    /// Dependencies between crates follow the arrows, with exact versions.
    Arrows,
    /// The files of a crate do not import each other in a circle.
    Circles,
    /// Source files are short.
    Lines,
    /// Features are chosen in Cargo.toml, not in `cfg` lines.
    Features,
    /// Names, docs and messages use standard words.
    Words,
    /// Pages name files, items and pages that exist.
    Pages,
}

/// A place that breaks a rule.
#[derive(Debug)]
pub struct Finding {
    /// Path from the root of the workspace.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

/// The findings of each rule.
#[derive(Debug, Default)]
pub struct Report {
    findings: BTreeMap<Rule, Vec<Finding>>,
}

impl Rule {
    /// All rules, in the order of the report.
    pub const ALL: [Self; 6] =
        [Self::Arrows, Self::Circles, Self::Lines, Self::Features, Self::Words, Self::Pages];

    /// The name in the report and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrows => "arrows",
            Self::Circles => "circles",
            Self::Lines => "lines",
            Self::Features => "features",
            Self::Words => "words",
            Self::Pages => "pages",
        }
    }

    /// The rule with this name.
    pub fn from_name(name: &str) -> Result<Self> {
        let rule = Self::ALL.into_iter().find(|rule| rule.name() == name);
        rule.with_context(|| format!("no rule `{name}`: arrows, circles, lines, features, words or pages"))
    }

    /// What is counted.
    fn unit(self) -> &'static str {
        match self {
            Self::Arrows => "dependencies against the arrows, or without an exact version",
            Self::Circles => "files that import each other in a circle",
            Self::Lines => "source files that are too long",
            Self::Features => "lines with `cfg(feature`",
            Self::Words => "words to replace in names, docs and messages",
            Self::Pages => "files, items and links of pages that do not exist",
        }
    }

    /// The most findings that are allowed.
    fn limit(self) -> usize {
        if self == Self::Features { 15 } else { 0 }
    }
}

impl Report {
    /// Adds the findings of a rule.
    pub fn add(&mut self, rule: Rule, findings: Vec<Finding>) {
        self.findings.entry(rule).or_default().extend(findings);
    }

    /// The findings of a rule.
    pub fn of(&self, rule: Rule) -> &[Finding] {
        self.findings.get(&rule).map_or(&[], Vec::as_slice)
    }

    /// Whether no rule has more findings than its limit.
    pub fn is_within_limits(&self) -> bool {
        Rule::ALL.iter().all(|rule| self.of(*rule).len() <= rule.limit())
    }

    /// The findings of the listed rules and of those over their limit, then a table with a row for each rule.
    pub fn render(&self, listed: &[Rule]) -> String {
        let mut text = String::new();
        let mut table = format!("{:<10}{:>6}{:>7}\n", "rule", "found", "limit");
        for rule in Rule::ALL {
            let (findings, limit) = (self.of(rule), rule.limit());
            let is_over = findings.len() > limit;
            if is_over || listed.contains(&rule) {
                for Finding { path, line, message } in findings {
                    let _ = writeln!(text, "{}:{line}: {message}", path.display());
                }
                text.push('\n');
            }
            let note = if is_over { "  FAILED" } else { "" };
            let (name, found, unit) = (rule.name(), findings.len(), rule.unit());
            let _ = writeln!(table, "{name:<10}{found:>6}{limit:>7}  {unit}{note}");
        }
        text + &table
    }
}
