//! Parses sizes and rates.

use crate::errors::Errors;
use syn::LitStr;

/// `200MiB`, `64KiB`, `1GiB`
pub fn parse_bytes(literal: &LitStr, errors: &mut Errors) -> Option<u64> {
    let text = literal.value();
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let size = units.iter().find_map(|(unit, bits)| {
        let count: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        count.checked_mul(1 << bits).filter(|size| *size > 0)
    });
    if size.is_none() {
        errors.at(
            literal,
            "API013: `max_body` takes a size, as in `max_body = \"200MiB\"`\nhelp: the units are KiB, MiB and GiB",
        );
    }
    size
}

/// `10/s`, `100/m`, as a count and milliseconds.
pub fn parse_rate(literal: &LitStr, errors: &mut Errors) -> Option<(u32, u64)> {
    let text = literal.value();
    let rate = text.split_once('/').and_then(|(count, unit)| {
        let per = match unit.trim() {
            "s" => 1000,
            "m" => 60 * 1000,
            "h" => 60 * 60 * 1000,
            _ => return None,
        };
        Some((count.trim().parse().ok().filter(|count| *count > 0)?, per))
    });
    if rate.is_none() {
        errors.at(
            literal,
            "API013: `rate_limit` takes a number per unit of time, as in `rate_limit = \"10/s\"`\nhelp: the units are s, m and h",
        );
    }
    rate
}
