//! The table of the results.

use crate::subject::Subject;
use std::fmt;

/// One figure of each program, or none where it does not apply.
pub(crate) struct Row {
    pub(crate) name: String,
    unit: &'static str,
    pub(crate) figures: Vec<Option<f64>>,
}

/// The rows. Each figure has its ratio to that of the first program.
pub(crate) struct Table {
    pub(crate) subjects: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

impl Row {
    pub(crate) fn new(
        name: &str,
        unit: &'static str,
        figures: impl IntoIterator<Item = Option<f64>>,
    ) -> Self {
        Self { name: name.to_owned(), unit, figures: figures.into_iter().collect() }
    }
}

impl Table {
    pub(crate) fn new(subjects: &[Subject]) -> Self {
        Self { subjects: subjects.iter().map(|subject| subject.name).collect(), rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, rows: Vec<Row>) {
        self.rows.extend(rows);
    }
}

/// The middle figure, or none of none.
pub(crate) fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| figure | {} |", self.subjects.join(" | "))?;
        writeln!(f, "| --- |{}", " --- |".repeat(self.subjects.len()))?;
        for Row { name, unit, figures } in &self.rows {
            let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
            write!(f, "| {name}{unit} |")?;
            let base = figures.first().copied().flatten();
            for (index, figure) in figures.iter().enumerate() {
                match (figure, base) {
                    (Some(figure), Some(base)) if index > 0 => {
                        write!(f, " {} ({} x) |", shown(*figure), shown(figure / base))?;
                    }
                    (Some(figure), _) => write!(f, " {} |", shown(*figure))?,
                    (None, _) => write!(f, " |")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Three digits, or all of a large number.
pub(crate) fn shown(figure: f64) -> String {
    match figure {
        0.0..10.0 => format!("{figure:.2}"),
        10.0..100.0 => format!("{figure:.1}"),
        _ => format!("{figure:.0}"),
    }
}
