//! Adds steps to the lists of `plugin!`.

use super::source::Source;
use crate::codegen;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::ops::Range;
use syn::{Item, ItemMacro};

/// The text of a file with one more step in a list of `plugin!`, such as `actions`: after the first of the steps `before` that is in the
/// list, or as its first step. `None` if the file does not call `plugin!`, or the entry is not a list.
///
/// # Errors
/// If the text is not valid Rust.
pub fn with_step(text: &str, list: &str, step: &str, before: &[&str]) -> syn::Result<Option<String>> {
    let source = Source::parse(text)?;
    let Some(call) = source.items.iter().find_map(plugin_call) else { return Ok(None) };
    let span = call.mac.delimiter.span();
    let inside = source.range(span.open()).end..source.range(span.close()).start;
    let entries = Elements::new(&source, call.mac.tokens.clone(), inside);
    Ok(match find_entry(call.mac.tokens.clone(), list) {
        Some(Some(group)) => {
            let inside = source.range(group.span_open()).end..source.range(group.span_close()).start;
            Some(Elements::new(&source, group.stream(), inside).with_step(list, step, before))
        }
        Some(None) => None,
        None => Some(entries.with_element(&format!("{list}: [{step}]"))),
    })
}

fn plugin_call(item: &Item) -> Option<&ItemMacro> {
    match item {
        Item::Macro(call) if call.ident.is_none() => {
            call.mac.path.segments.last().is_some_and(|name| name.ident == "plugin").then_some(call)
        }
        _ => None,
    }
}

/// The brackets of the entry `name: [..]`; `Some(None)` if the entry has another form.
fn find_entry(tokens: TokenStream, name: &str) -> Option<Option<Group>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let entry = tokens.split(is_comma).find(
        |entry| matches!(entry, [TokenTree::Ident(key), TokenTree::Punct(colon), ..] if key == name && colon.as_char() == ':'),
    )?;
    Some(match entry {
        [_, _, TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => Some(group.clone()),
        _ => None,
    })
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// Elements between delimiters, with commas between them.
struct Elements<'s, 't> {
    source: &'s Source<'t>,
    tokens: Vec<TokenTree>,
    /// The text between the delimiters.
    inside: Range<usize>,
}

impl<'s, 't> Elements<'s, 't> {
    fn new(source: &'s Source<'t>, tokens: TokenStream, inside: Range<usize>) -> Self {
        Self { source, tokens: tokens.into_iter().collect(), inside }
    }

    /// The whole text with one more step. A list in one line that becomes too long gets a line for each step, since rustfmt
    /// does not format the lists of `plugin!`.
    fn with_step(&self, list: &str, step: &str, before: &[&str]) -> String {
        let mut steps = self.steps();
        let position =
            |name: &&str| steps.iter().position(|step| step.rsplit("::").next().map(str::trim) == Some(name));
        let index = before.iter().find_map(position).map_or(0, |index| index + 1);
        let following = steps.get(index).copied();
        steps.insert(index, step);
        let indent = self.source.indent(self.inside.start);
        let line = format!("{indent}{list}: [{}],", steps.join(", "));
        let is_in_line = !self.text().contains('\n') && !self.has_comments();
        if !is_in_line || line.len() <= codegen::MAX_LINE_BYTES {
            return match following {
                Some(_) => self.with_element_at(step, index),
                None => self.with_element(step),
            };
        }
        let lines = steps.iter().map(|step| format!("\n{indent}    {step},"));
        self.source.replace(self.inside.clone(), &format!("{}\n{indent}", lines.collect::<String>()))
    }

    /// The whole text with one more element before the one at an index.
    fn with_element_at(&self, element: &str, index: usize) -> String {
        let following = self.tokens.split(is_comma).nth(index).and_then(|tokens| tokens.first());
        let Some(start) = following.map(|token| self.source.range(token.span()).start) else {
            return self.with_element(element);
        };
        let line_start = self.source.slice(0..start).rfind('\n').map_or(0, |newline| newline + 1);
        match self.source.slice(line_start..start).trim().is_empty() {
            true => self.source.insert(start, &format!("{element},\n{}", self.source.indent(start))),
            false => self.source.insert(start, &format!("{element}, ")),
        }
    }

    /// The whole text with one more element, in the format of the last one.
    fn with_element(&self, element: &str) -> String {
        let Some(last) = self.tokens.iter().rposition(|token| !is_comma(token)) else {
            return self.with_first_element(element);
        };
        let end = self.source.range(self.tokens[last].span()).end;
        let comma = self.tokens.get(last + 1).map(|comma| self.source.range(comma.span()).end);
        let after = comma.unwrap_or(end);
        if !self.source.slice(after..self.inside.end).contains('\n') {
            return match comma {
                Some(comma) => self.source.insert(comma, &format!(" {element},")),
                None => self.source.insert(end, &format!(", {element}")),
            };
        }
        // The closing delimiter has a line of its own. A comment after the last element stays in the element's line.
        let indent = self.source.indent(self.start_of_last());
        let line_end = self.source.end_of_line(after);
        let rest = self.source.slice(after..line_end);
        match comma {
            Some(comma) => self.source.replace(comma..line_end, &format!("{rest}\n{indent}{element},")),
            None => self.source.replace(end..line_end, &format!(",{rest}\n{indent}{element}")),
        }
    }

    /// The whole text with the first element, below the comments of the empty list.
    fn with_first_element(&self, element: &str) -> String {
        let comments = self.text().trim_end();
        if comments.is_empty() {
            return self.source.replace(self.inside.clone(), element);
        }
        let indent = self.source.indent(self.inside.start);
        let new = format!("{comments}\n{indent}    {element},\n{indent}");
        self.source.replace(self.inside.clone(), &new)
    }

    /// The position where the last element starts.
    fn start_of_last(&self) -> usize {
        let mut elements = self.tokens.split(is_comma).filter_map(|tokens| tokens.first());
        elements.next_back().map_or(self.inside.start, |first| self.source.range(first.span()).start)
    }

    /// The source text of each element.
    fn steps(&self) -> Vec<&'t str> {
        let elements =
            self.tokens.split(is_comma).filter_map(|tokens| Some((tokens.first()?, tokens.last()?)));
        let range = |(first, last): (&TokenTree, &TokenTree)| {
            self.source.range(first.span()).start..self.source.range(last.span()).end
        };
        elements.map(|element| self.source.slice(range(element))).collect()
    }

    fn text(&self) -> &'t str {
        self.source.slice(self.inside.clone())
    }

    /// Whether a comment is between the tokens.
    fn has_comments(&self) -> bool {
        let mut end = self.inside.start;
        let mut gaps = Vec::new();
        for token in &self.tokens {
            let range = self.source.range(token.span());
            gaps.push(end..range.start);
            end = range.end;
        }
        gaps.push(end..self.inside.end);
        gaps.into_iter().any(|gap| !self.source.slice(gap).trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `a::b` in its actions.
    fn with_action(text: &str) -> Option<String> {
        let before = ["b", "step_11", "two", "one", "c", "first", "ä"];
        with_step(text, "actions", "a::b", &before).unwrap()
    }

    #[test]
    fn a_step_is_added_after_the_one_before_it() {
        for (list, before, expected) in [
            ("[one, two]", &["one"][..], "[one, a::b, two]"),
            ("[one, two]", &[], "[a::b, one, two]"),
            ("[actions::one::one, two]", &["three", "one"], "[actions::one::one, a::b, two]"),
            (
                "[\n        one, // first\n        two,\n    ]",
                &["one"],
                "[\n        one, // first\n        a::b,\n        two,\n    ]",
            ),
            ("[\n        one,\n    ]", &[], "[\n        a::b,\n        one,\n    ]"),
        ] {
            let text = |list: &str| format!("plugin! {{\n    actions: {list},\n}}\n");
            assert_eq!(with_step(&text(list), "actions", "a::b", before).unwrap(), Some(text(expected)));
        }
    }

    #[test]
    fn a_step_is_added_as_the_list_is_written() {
        let main = |lists: &str| {
            format!("plugin_core::plugin! {{\n    title: \"Users\", vendor: \"acme\",\n{lists}}}\n")
        };
        for (before, after) in [
            ("", "    actions: [a::b],\n"),
            ("    connection: Connection,\n", "    connection: Connection,\n    actions: [a::b],\n"),
            ("    connection: Connection\n", "    connection: Connection,\n    actions: [a::b]\n"),
            ("    actions: [],\n", "    actions: [a::b],\n"),
            ("    actions: [\n    ],\n", "    actions: [a::b],\n"),
            ("    actions: [one, two],\n", "    actions: [one, two, a::b],\n"),
            ("    actions: [one, two,],\n", "    actions: [one, two, a::b,],\n"),
            ("    actions: [one,\n      two],\n", "    actions: [one,\n      two, a::b],\n"),
            (
                "    actions: [\n        one,\n    ],\n",
                "    actions: [\n        one,\n        a::b,\n    ],\n",
            ),
            ("    actions: [\n\t\tone::two\n    ],\n", "    actions: [\n\t\tone::two,\n\t\ta::b\n    ],\n"),
            (
                "    actions: [\n        one, // the ] first\n        // two,\n    ],\n",
                "    actions: [\n        one, // the ] first\n        a::b,\n        // two,\n    ],\n",
            ),
            (
                "    actions: [\n        one // the first\n    ],\n",
                "    actions: [\n        one, // the first\n        a::b\n    ],\n",
            ),
            (
                "    actions: [\n        one, /* the\n        first */\n    ],\n",
                "    actions: [\n        one,\n        a::b, /* the\n        first */\n    ],\n",
            ),
            ("    actions: [ // none yet\n    ],\n", "    actions: [ // none yet\n        a::b,\n    ],\n"),
        ] {
            assert_eq!(with_action(&main(before)), Some(main(after)));
        }
    }

    #[test]
    fn a_list_that_is_too_long_for_a_line_gets_a_line_for_each_step() {
        let steps: Vec<String> = (0..12).map(|number| format!("step_{number}")).collect();
        let text = |list: &str| format!("plugin! {{\n    title: \"Users\",\n    actions: {list},\n}}\n");
        let line = text(&format!("[{}]", steps.join(", ")));
        let lines = text(&format!("[\n        {},\n        a::b,\n    ]", steps.join(",\n        ")));
        assert_eq!(with_action(&line), Some(lines));
        let with_comment = text(&format!("[{} /* the last */]", steps.join(", ")));
        let expected = with_comment.replace("step_11", "step_11, a::b");
        assert_eq!(with_action(&with_comment), Some(expected));
    }

    #[test]
    fn the_macro_is_found_in_every_form() {
        for (before, after) in [
            ("plugin! { title: \"Users\" }\n", "plugin! { title: \"Users\", actions: [a::b] }\n"),
            ("plugin!{actions:[c]}\n", "plugin!{actions:[c, a::b]}\n"),
            ("plugin_core::plugin! (actions: [c]);\n", "plugin_core::plugin! (actions: [c, a::b]);\n"),
            ("::core2::plugin![actions: [c],];\n", "::core2::plugin![actions: [c, a::b],];\n"),
            (
                "plugin /* it */ ! {\n    actions // all\n    : [c],\n}\n",
                "plugin /* it */ ! {\n    actions // all\n    : [c, a::b],\n}\n",
            ),
            (
                "// plugin! { actions: [] }\nconst A: &str = \"plugin! { actions: [] }\";\nplugin! { title: \"actions: []\", actions: [] }\n",
                "// plugin! { actions: [] }\nconst A: &str = \"plugin! { actions: [] }\";\nplugin! { title: \"actions: []\", actions: [a::b] }\n",
            ),
            ("#!/bin/ü\nplugin! { actions: [ä] }\n", "#!/bin/ü\nplugin! { actions: [ä, a::b] }\n"),
            (
                "plugin! {\r\n    actions: [\r\n        // a\r\n        // b\r\n    ],\r\n}\r\n",
                "plugin! {\r\n    actions: [\r\n        // a\r\n        // b\r\n        a::b,\r\n    ],\r\n}\r\n",
            ),
            (
                "plugin! {\r\n    actions: [\r\n        c,\r\n    ],\r\n}\r\n",
                "plugin! {\r\n    actions: [\r\n        c,\r\n        a::b,\r\n    ],\r\n}\r\n",
            ),
        ] {
            assert_eq!(with_action(before).as_deref(), Some(after));
        }
    }

    #[test]
    fn a_file_without_the_macro_or_with_another_list_is_not_edited() {
        assert_eq!(with_action("fn main() {}\n"), None);
        assert_eq!(with_action("// plugin! { actions: [] }\n"), None);
        assert_eq!(with_action("macro_rules! plugin { () => {} }\n"), None);
        assert_eq!(with_action("plugin! { actions: ALL }\n"), None);
    }
}
