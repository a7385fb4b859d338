//! What the rules find, and the report about it.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// A rule of the house.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
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

    /// The name in the budget and on the command line.
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

    /// The budget at which the work is done.
    fn goal(self) -> usize {
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

    /// Whether no rule has more findings than its budget.
    pub fn is_within(&self, budget: &BTreeMap<Rule, usize>) -> bool {
        Rule::ALL.iter().all(|rule| self.of(*rule).len() <= allowed(budget, *rule))
    }

    /// The findings of the listed rules and of those over budget, then a table with a row for each rule.
    pub fn render(&self, budget: &BTreeMap<Rule, usize>, listed: &[Rule]) -> String {
        let mut text = String::new();
        let mut table = format!("{:<10}{:>6}{:>8}{:>6}\n", "rule", "found", "budget", "goal");
        for rule in Rule::ALL {
            let findings = self.of(rule);
            let (found, allowed) = (findings.len(), allowed(budget, rule));
            if found > allowed || listed.contains(&rule) {
                for Finding { path, line, message } in findings {
                    let _ = writeln!(text, "{}:{line}: {message}", path.display());
                }
                text.push('\n');
            }
            let (name, goal) = (rule.name(), rule.goal());
            let note = match found.cmp(&allowed) {
                std::cmp::Ordering::Greater => "  FAILED".to_owned(),
                std::cmp::Ordering::Less if allowed > goal => {
                    format!("  lower `{name}` in [budget] of tests/house/arrows.toml to {}", found.max(goal))
                }
                _ => String::new(),
            };
            let _ = writeln!(table, "{name:<10}{found:>6}{allowed:>8}{goal:>6}  {}{note}", rule.unit());
        }
        text + &table
    }
}

/// The count of findings that a rule may have.
fn allowed(budget: &BTreeMap<Rule, usize>, rule: Rule) -> usize {
    budget.get(&rule).copied().unwrap_or_else(|| rule.goal())
}
