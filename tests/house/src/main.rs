//! `cargo run -p house`: fails when the workspace leaves its architecture or its language.
//!
//! `arrows.toml` holds the allowed dependencies and the limit of lines; `words.toml` holds the words.
//! `cargo run -p house -- --list` prints every finding, `-- --list circles` those of one rule.

mod config;
mod finding;
mod modules;
mod rules;
#[cfg(test)]
mod tests;
mod tokens;
mod workspace;

use anyhow::{Context, Result, bail};
use config::{Config, Words};
use finding::{Report, Rule};
use std::path::Path;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("house: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Checks the workspace around this crate; `false` if a rule is over its limit.
fn run() -> Result<bool> {
    let listed = listed_rules(std::env::args().skip(1))?;
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = house.ancestors().nth(2).context("the crate stands in tests/house of the workspace")?;
    let config = Config::read(&house.join("arrows.toml"))?;
    let words = Words::read(&house.join("words.toml"))?;
    let report = check(&Workspace::read(root)?, &config, &words)?;
    print!("{}", report.render(&listed));
    Ok(report.is_within_limits())
}

/// Runs every rule.
fn check(workspace: &Workspace, config: &Config, words: &Words) -> Result<Report> {
    let mut report = Report::default();
    report.add(Rule::Arrows, rules::arrows::check(workspace, config)?);
    report.add(Rule::Circles, rules::circles::check(workspace)?);
    report.add(Rule::Lines, rules::lines::check(workspace, config)?);
    report.add(Rule::Features, rules::features::check(workspace)?);
    report.add(Rule::Words, rules::words::check(workspace, words)?);
    report.add(Rule::Pages, rules::pages::check(workspace)?);
    Ok(report)
}

/// The rules whose findings are printed although they are within the limit.
fn listed_rules(mut args: impl Iterator<Item = String>) -> Result<Vec<Rule>> {
    match args.next().as_deref() {
        None => Ok(Vec::new()),
        Some("--list") => {
            let rules = args.map(|name| Rule::from_name(&name)).collect::<Result<Vec<_>>>()?;
            Ok(if rules.is_empty() { Rule::ALL.to_vec() } else { rules })
        }
        Some(other) => bail!("unexpected argument `{other}`; usage: house [--list [RULE]..]"),
    }
}
