//! `cargo plugin explain`: prints the page of a code of a compile error.

use crate::output::{self, CommandError};
use plugin_names::{codes::PAGES, nearest};

pub fn run(code: Option<&str>) -> Result<(), CommandError> {
    output::print_stdout(&match code {
        Some(code) => page(code)?.to_owned(),
        None => PAGES.iter().map(|(_, page)| title(page)).collect(),
    });
    Ok(())
}

fn page(code: &str) -> Result<&'static str, CommandError> {
    let code = code.to_uppercase();
    if let Some((_, page)) = PAGES.iter().find(|(known, _)| *known == code) {
        return Ok(page);
    }
    let is_of_rustc =
        code.strip_prefix('E').is_some_and(|number| number.len() == 4 && number.parse::<u16>().is_ok());
    let hint = match nearest(&code, PAGES.iter().map(|(known, _)| *known)) {
        _ if is_of_rustc => format!("it is a code of the compiler: run `rustc --explain {code}`"),
        Some(near) => format!("did you mean `{near}`?"),
        None => "`cargo plugin explain` lists all codes".to_owned(),
    };
    Err(CommandError::new(format!("unknown code `{code}`")).with_hint(hint))
}

/// The first line of a page, without the mark of a heading.
fn title(page: &str) -> String {
    let line = page.lines().next().unwrap_or_default();
    format!("{}\n", line.trim_start_matches("# "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_in_any_case_and_a_near_code_is_suggested() {
        assert!(page("api006").unwrap().starts_with("# API006: "));
        let error = format!("{:?}", page("API0006").unwrap_err());
        assert!(error.contains("unknown code `API0006`") && error.contains("`API006`"), "{error}");
        let error = format!("{:?}", page("E0277").unwrap_err());
        assert!(error.contains("run `rustc --explain E0277`"), "{error}");
        let error = format!("{:?}", page("X").unwrap_err());
        assert!(error.contains("`cargo plugin explain` lists all codes"), "{error}");
    }

    #[test]
    fn each_page_begins_with_its_code() {
        for (code, page) in PAGES {
            assert!(title(page).starts_with(&format!("{code}: ")), "{code}");
        }
    }
}
