//! The limits of the counts. They are at most 2 % above what was measured, and 5 % for system calls. A change that exceeds one must
//! give a reason and raise it, and a change that saves something should lower it.

use anyhow::{Context, Result, ensure};

const LIMITS: [(&str, f64); 7] = [
    ("encode: instructions", 35_600.0),
    ("encode: allocations", 19.5),
    ("encode: system calls", 2.2),
    ("list_users: instructions", 476_000.0),
    ("list_users: allocations", 288.0),
    ("one message from stdin: instructions", 602_000.0),
    ("bytes of the program", 5_010_000.0),
];

/// # Errors
/// If a count is above its limit.
pub(crate) fn check(counts: &[(&'static str, f64)]) -> Result<()> {
    let mut exceeded = Vec::new();
    for (name, limit) in &LIMITS {
        let count = counts.iter().find(|(counted, _)| counted == name);
        let (_, count) = count.with_context(|| format!("{name} was not counted"))?;
        println!("{name:<40} {count:>12.1}  limit {limit:>12.1}");
        if count > limit {
            exceeded.push(*name);
        }
    }
    ensure!(exceeded.is_empty(), "above the limit: {}", exceeded.join(", "));
    Ok(())
}
