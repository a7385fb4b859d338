//! Parses the header `Link` of RFC 8288 for paging.

use reqwest::header::{HeaderMap, LINK};

/// The URL of the relation `next`.
pub(crate) fn next(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(links).find(|(_, parameters)| is_next(parameters)).map(|(target, _)| target.to_owned())
}

/// The links `<target>; parameters` of a header value.
fn links(value: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = value;
    std::iter::from_fn(move || {
        let (_, from) = rest.split_once('<')?;
        let (target, after) = from.split_once('>')?;
        // A link begins after a comma. A `<` within quotes does not begin one.
        let end = after
            .match_indices(',')
            .map(|(at, _)| at)
            .find(|at| after[at + 1..].trim_start().starts_with('<'));
        let (parameters, more) = after.split_at(end.unwrap_or(after.len()));
        rest = more;
        Some((target, parameters))
    })
}

fn is_next(parameters: &str) -> bool {
    parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        let relations = value.trim().trim_matches('"').split_ascii_whitespace();
        name.trim().eq_ignore_ascii_case("rel") && { relations }.any(|it| it.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn next_of(value: &str) -> Option<String> {
        next(&HeaderMap::from_iter([(LINK, HeaderValue::from_str(value).unwrap())]))
    }

    #[test]
    fn the_next_link_is_found_wherever_it_stands() {
        let next = Some("https://h/x?a=1,2".to_owned());
        assert_eq!(next_of("<https://h/x?a=1,2>; rel=\"next\", <https://h/>; rel=\"self\""), next);
        assert_eq!(next_of("<https://h/>; rel=\"self\", <https://h/x?a=1,2>; title=\"a\"; REL=next"), next);
        assert_eq!(next_of("<https://h/x?a=1,2>; rel=\"last next\""), next);
        assert_eq!(next_of("<https://h/>; rel=\"self\""), None);
        assert_eq!(next_of("<https://h/"), None);
        assert_eq!(next_of(""), None);
    }
}
