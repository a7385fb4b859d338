//! Draws the processor time of a request as bars.

use crate::build::workspace;
use crate::table::{Row, Table, shown};
use anyhow::Result;
use std::fmt::Write;

const WIDTH: f64 = 760.0;
/// Where the bars begin.
const LEFT: f64 = 150.0;
/// The length of the longest bar.
const MAX_LENGTH: f64 = 480.0;
const HEIGHT_OF_BAR: f64 = 18.0;

/// Writes `docs/benchmark.svg`. The scale is logarithmic, since Python needs a hundred times as much.
pub(crate) fn write(table: &Table) -> Result<()> {
    let rows: Vec<&Row> =
        table.rows.iter().filter(|row| row.name.ends_with("processor time of a request")).collect();
    let figures = || rows.iter().flat_map(|row| row.figures.iter().flatten().copied());
    let least = figures().fold(f64::INFINITY, f64::min) / 2.0;
    let most = figures().fold(0.0, f64::max);
    let length = |figure: f64| MAX_LENGTH * (figure / least).ln() / (most / least).ln();
    let (mut bars, mut y) = (String::new(), 30.0);
    for row in rows {
        writeln!(bars, r#"<text x="10" y="{y}" font-weight="bold">{}</text>"#, row.name)?;
        y += 10.0;
        for (subject, figure) in table.subjects.iter().zip(&row.figures) {
            let Some(figure) = *figure else { continue };
            let colour = match subject.starts_with("plugin") {
                true => "#2a6fdb",
                false => "#9aa5b1",
            };
            let (end, text) = (LEFT + length(figure) + 6.0, y + 13.0);
            writeln!(bars, r#"<text x="{}" y="{text}" text-anchor="end">{subject}</text>"#, LEFT - 8.0)?;
            writeln!(
                bars,
                r#"<rect x="{LEFT}" y="{y}" width="{:.1}" height="14" fill="{colour}"/>"#,
                length(figure)
            )?;
            writeln!(bars, r#"<text x="{end:.1}" y="{text}">{} µs</text>"#, shown(figure))?;
            y += HEIGHT_OF_BAR;
        }
        y += 28.0;
    }
    let svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="12" fill="#222"><rect width="100%" height="100%" fill="#fff"/>
{bars}<text x="10" y="{}">Logarithmic scale. Less is better. cargo run --release -p benches</text>
</svg>
"##,
        y - 10.0
    );
    Ok(std::fs::write(workspace().join("docs/benchmark.svg"), svg)?)
}
